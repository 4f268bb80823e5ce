import { _t } from "@web/core/l10n/translation";
import { rpc, ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const STORE = "property_ops.readings";
const RETRY_MS = 15000;
const TIMEOUT_MS = 30000;
const PHOTO_SIZE = 1280;

/**
 * Reads meters with a phone. What is entered is first kept on the phone and then sent
 * until the server has answered; each reading has a key, so that it is entered once
 * however often it is sent.
 */
export class MyReadings extends Interaction {
    static selector = ".o_my_readings";
    dynamicContent = {
        "input[name=value]": { "t-on-input": this.onInput },
        "input[name=photo]": { "t-on-change": this.onPhoto },
        form: { "t-on-submit.prevent": this.onSubmit },
        "input[name=find]": { "t-on-input": this.onFind },
        _window: { "t-on-online": this.send },
    };

    setup() {
        this.sending = false;
        this.photos = new Map();
    }

    start() {
        for (const waiting of this.getQueue()) {
            this.showWaiting(waiting);
        }
        this.showCounts();
        const timer = setInterval(() => this.send(), RETRY_MS);
        this.registerCleanup(() => clearInterval(timer));
        this.el.dataset.ready = "1";
        this.send();
    }

    // what is on the phone

    getQueue() {
        try {
            return JSON.parse(localStorage.getItem(this.storeName)) || [];
        } catch {
            return [];
        }
    }

    setQueue(queue) {
        localStorage.setItem(this.storeName, JSON.stringify(queue));
    }

    /** Of this person: a phone may be shared. */
    get storeName() {
        return `${STORE}.${this.el.dataset.user}`;
    }

    // entering

    getCard(meterId) {
        return this.el.querySelector(`.o_meter[data-meter-id="${Number(meterId)}"]`);
    }

    getToday() {
        const zone = { timeZone: this.el.dataset.timezone };
        return new Intl.DateTimeFormat("en-CA", zone).format(new Date());
    }

    /** Units used since the last reading of a dial that may have rolled over. */
    getUsed(card, value) {
        const { last, digits, factor } = card.dataset;
        let used = value - Number(last);
        if (used < 0) {
            used += 10 ** Number(digits);
        }
        return used * Number(factor);
    }

    /** The judgement the server will make, at once and without it. */
    getHint(card, value) {
        const { last, lastDay, perDay, digits } = card.dataset;
        if (value >= 10 ** Number(digits)) {
            return { level: "danger", text: _t("The dial has only %s digits.", digits) };
        }
        const used = this.getUsed(card, value);
        const shown = Math.round(used * 100) / 100;
        const { least, times } = this.el.dataset;
        const days = (Date.parse(this.getToday()) - Date.parse(lastDay)) / 86400000;
        const usual = perDay && Number(perDay) * Math.max(days, 1);
        const isMuch = used > Number(least);
        if (isMuch && value < Number(last) && used > 10 ** Number(digits) / 2) {
            return { level: "warning", text: _t("Lower than the last reading. Look again.") };
        }
        if (isMuch && usual !== "" && used > usual * Number(times)) {
            const figures = { used: shown, usual: Math.round(usual * 10) / 10 };
            const text = _t("%(used)s used, usual are %(usual)s. Look again.", figures);
            return { level: "warning", text };
        }
        return { level: "success", text: _t("%s used", shown) };
    }

    showHint(card, { level, text }) {
        const hint = card.querySelector(".o_hint");
        hint.className = `o_hint mt-1 text-${level === "success" ? "success" : "danger"}`;
        hint.textContent = text;
    }

    onInput(ev) {
        const card = ev.currentTarget.closest(".o_meter");
        const value = this.parse(ev.currentTarget.value);
        this.showHint(card, value === null ? { text: "" } : this.getHint(card, value));
    }

    parse(text) {
        const clean = text.trim().replace(",", ".");
        return /^\d+(\.\d*)?$/.test(clean) ? Number(clean) : null;
    }

    async onPhoto(ev) {
        const [file] = ev.currentTarget.files;
        const card = ev.currentTarget.closest(".o_meter");
        if (!file) {
            return;
        }
        const photo = await this.waitFor(this.shrink(file));
        this.photos.set(card.dataset.meterId, photo);
        card.querySelector(".o_photo").classList.toggle("btn-success", Boolean(photo));
    }

    /** A photo small enough to wait on the phone: JPEG in base64. */
    async shrink(file) {
        try {
            const picture = await createImageBitmap(file);
            const scale = Math.min(1, PHOTO_SIZE / Math.max(picture.width, picture.height));
            const canvas = document.createElement("canvas");
            canvas.width = Math.round(picture.width * scale);
            canvas.height = Math.round(picture.height * scale);
            canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
            return canvas.toDataURL("image/jpeg", 0.6).split(",")[1];
        } catch {
            return null;
        }
    }

    onSubmit(ev) {
        const form = ev.currentTarget;
        const card = form.closest(".o_meter");
        const value = this.parse(form.elements.value.value);
        if (value === null) {
            const text = _t("Enter what the dial shows, as a number.");
            this.showHint(card, { level: "danger", text });
            return;
        }
        const { meterId } = card.dataset;
        const reading = {
            key: this.makeKey(),
            meter_id: Number(meterId),
            day: this.getToday(),
            value,
            photo: this.photos.get(meterId) || null,
        };
        this.keep(reading);
        this.photos.delete(meterId);
        this.showWaiting(reading);
        this.showCounts();
        this.focusNext(card);
        this.send();
    }

    /** crypto.randomUUID needs https, which an office's own network may not have. */
    makeKey() {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    /** Rather without its photo than not at all: the store of a phone is small. */
    keep(reading) {
        const others = this.getQueue().filter((row) => row.meter_id !== reading.meter_id);
        try {
            this.setQueue([...others, reading]);
        } catch {
            reading.photo = null;
            this.setQueue([...others, reading]);
        }
    }

    focusNext(card) {
        const next = [...this.el.querySelectorAll(".o_meter:not(.o_done)")].find(
            (other) => card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING
        );
        next?.querySelector("input[name=value]").focus();
    }

    onFind(ev) {
        const words = ev.currentTarget.value.trim().toLowerCase();
        for (const card of this.el.querySelectorAll(".o_meter")) {
            card.classList.toggle("d-none", !card.dataset.find.toLowerCase().includes(words));
        }
    }

    // sending

    async send() {
        if (this.sending) {
            return;
        }
        this.sending = true;
        try {
            let queue = this.getQueue();
            while (queue.length && navigator.onLine) {
                const [reading] = queue;
                const answer = await this.waitFor(this.post(reading));
                queue = this.getQueue().filter((row) => row.key !== reading.key);
                this.setQueue(queue);
                this.showAnswer(reading, answer);
                this.showCounts();
            }
            this.showProblem("");
        } catch (error) {
            this.showProblem(this.getProblem(error));
        } finally {
            this.sending = false;
            this.showCounts();
        }
    }

    /** A weak network may never answer; sent again, it is still entered once. */
    post(reading) {
        const url = "/my/readings/save";
        const late = new Promise((_, reject) => {
            setTimeout(() => reject(new ConnectionLostError(url)), TIMEOUT_MS);
        });
        return Promise.race([rpc(url, reading, { silent: true }), late]);
    }

    getProblem(error) {
        if (error instanceof ConnectionLostError) {
            return "";
        }
        if (error instanceof RPCError && error.exceptionName?.includes("SessionExpired")) {
            return _t("Log in again: what waits is kept on this phone.");
        }
        return _t("The server could not take the readings; it is tried again.");
    }

    showProblem(text) {
        const box = this.el.querySelector(".o_problem");
        box.textContent = text;
        box.classList.toggle("d-none", !text);
    }

    showWaiting(reading) {
        const card = this.getCard(reading.meter_id);
        if (card) {
            card.classList.add("o_done", "o_waiting");
            card.querySelector("input[name=value]").value = reading.value;
            this.showHint(card, this.getHint(card, reading.value));
            this.showState(card, _t("Waits for the network"), "secondary");
        }
    }

    showAnswer(reading, answer) {
        const card = this.getCard(reading.meter_id);
        if (!card) {
            return;
        }
        card.classList.remove("o_waiting");
        if (answer.refused) {
            card.classList.remove("o_done");
            this.showHint(card, { level: "danger", text: answer.refused });
            this.showState(card, _t("Refused"), "danger");
        } else if (answer.held) {
            this.showHint(card, { level: "danger", text: answer.held });
            this.showState(card, _t("Held: the office looks at it"), "warning");
        } else {
            this.showState(card, _t("Entered"), "success");
        }
    }

    showState(card, text, level) {
        const state = card.querySelector(".o_state");
        state.className = `o_state badge text-bg-${level}`;
        state.textContent = text;
    }

    showCounts() {
        const left = this.el.querySelectorAll(".o_meter:not(.o_done)").length;
        this.el.querySelector(".o_left").textContent = left;
        const waiting = this.getQueue().length;
        const box = this.el.querySelector(".o_queue");
        box.classList.toggle("d-none", !waiting);
        box.querySelector("b").textContent = waiting;
    }
}

registry.category("public.interactions").add("property_ops.my_readings", MyReadings);
