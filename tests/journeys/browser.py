"""A person at the web client: sees, clicks, picks and fills, one act after another."""

PRELUDE = """
const all = (selector) => [...document.querySelectorAll(selector)];
const seen = (node) => node && node.getClientRects().length > 0;
const wait = async (what, find) => {
    for (let tries = 0; tries < 600; tries++) {
        const found = await find();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error("never seen: " + what + " in: " + document.body.innerText);
};
const text = (part) => wait(part, () => document.body.innerText.includes(part));
const lost = (part) =>
    wait("no " + part, () => !document.body.innerText.includes(part));
const gone = (selector) => wait("no " + selector, () => !all(selector).some(seen));
const press = async (label, scope = "") => {
    const button = await wait("button " + label, () =>
        all(scope + " button, " + scope + " a").find(
            (node) => seen(node) && !node.disabled &&
                node.textContent.trim().startsWith(label)
        ));
    button.click();
};
const input = (field) => wait("field " + field, () =>
    all(`.o_field_widget[name="${field}"]`).filter(seen).flatMap(
        (node) => [...node.querySelectorAll("textarea, input")]
    ).find((node) => seen(node) && !node.readOnly));
const write = (node, value) => {
    node.focus();
    node.value = value;
    node.dispatchEvent(new InputEvent("input", {bubbles: true}));
    node.dispatchEvent(new Event("change", {bubbles: true}));
};
const fill = async (field, value) => write(await input(field), value);
const pick = async (field, label) => {
    const node = await input(field);
    node.focus();
    node.click();
    const item = await wait(label + " in " + field, () =>
        all(".o-autocomplete--dropdown-item").find(
            (option) => seen(option) && option.textContent.includes(label)
        ));
    (item.querySelector("a") || item).click();
    await gone(".o-autocomplete--dropdown-menu");
};
const slowly = async (what, find) => {
    for (let tries = 0; tries < 40; tries++) {
        try { return await wait(what, find); } catch { /* a whole estate takes long */ }
    }
    throw new Error("never seen: " + what + " in: " + document.body.innerText);
};
const bring = async (url, name) => {
    const blob = await (await fetch(url)).blob();
    const box = await wait("upload", () =>
        document.querySelector(`.o_field_widget[name="data"] input[type="file"]`));
    const files = new DataTransfer();
    files.items.add(new File([blob], name));
    box.files = files.files;
    box.dispatchEvent(new Event("change", {bubbles: true}));
    await wait(name, () => all("input").some((node) => node.value === name));
};
const find = async (field, words) => {
    const node = await input(field);
    write(node, words);
    const item = await wait(words + " in " + field, () =>
        all(".o-autocomplete--dropdown-item").find(
            (option) => seen(option) && option.textContent.includes(words)));
    (item.querySelector("a") || item).click();
    await gone(".o-autocomplete--dropdown-menu");
};
const choose = async (field, label) => {
    const option = await wait(label, () =>
        all(`.o_field_widget[name="${field}"] label`).find(
            (node) => seen(node) && node.textContent.trim().startsWith(label)));
    option.click();
};
const select = async (field, label) => {
    (await input(field)).click();
    const item = await wait(label, () => all(".o_select_menu_item").find(
        (node) => seen(node) && node.textContent.trim().startsWith(label)));
    item.click();
    await gone(".o_select_menu_item");
};
const date = async (field, day) => {
    const box = `.o_field_widget[name="${field}"]`;
    (await wait(field, () => all(box + " .o_input").find(seen))).focus();
    const node = await wait(field, () => all(box + " input").find(seen));
    node.focus();
    write(node, day);
    node.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
    await gone(".o_datetime_picker");
};
const add = async (field) => {
    const row = () => document.querySelector(
        `.o_field_widget[name="${field}"] .o_selected_row`);
    const before = row();
    (await wait("Add a line", () => document.querySelector(
        `.o_field_widget[name="${field}"] .o_field_x2many_list_row_add a`))).click();
    await wait("a new line", () => row() && row() !== before);
};
const cell = async (field, value, row = "") => {
    const found = await wait("cell " + field, () => all(".o_data_row").find((node) =>
        seen(node) && node.textContent.includes(row) &&
        node.querySelector(`td[name="${field}"]`)));
    found.querySelector(`td[name="${field}"]`).click();
    await fill(field, value);
};
const celldate = async (field, day) => {
    (await wait("cell " + field, () => all(
        `.o_data_row td[name="${field}"]`).find(seen))).click();
    write(await input(field), day);
};
const clear = async (field) => {
    write(await input(field), "");
    await gone(".o-autocomplete--dropdown-menu");
};
const check = async (row) => {
    const find = () => row.isConnected ? row : all(".o_data_row").find(
        (node) => seen(node) && node.textContent.includes(row));
    const box = () => find()?.querySelector("td[name='is_checked'] input");
    (await wait("a row", find)).querySelector("td[name='is_checked']").click();
    await wait("a row to edit", () => find()?.classList.contains("o_selected_row"));
    if (!box().checked) box().click();
    await wait("a tick", () => box()?.checked);
};
const stroke = async (canvas) => {
    const {left, top} = canvas.getBoundingClientRect();
    const draw = (target, type, x, y, buttons) => target.dispatchEvent(
        new PointerEvent(type, {
            clientX: left + x, clientY: top + y, buttons, isPrimary: true,
            bubbles: true, pressure: 0.5, pointerType: "pen", cancelable: true}));
    draw(canvas, "pointerdown", 20, 20, 1);
    for (const step of [30, 40, 50, 60]) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        draw(window, "pointermove", step, 70 - step, 1);
    }
    draw(window, "pointerup", 60, 10, 0);
};
const sign = async (field = "signature") => {
    (await wait(field, () => all(
        `.o_field_widget[name="${field}"] .o_signature`).find(seen))).click();
    const pad = ".modal .o_web_sign_draw_button";
    const draw = await wait("a pad", () => all(pad).find(seen));
    if (!draw.classList.contains("active")) draw.click();
    await stroke(await wait("a canvas", () => all(".modal canvas").find(seen)));
    await press("Adopt & Sign", ".modal");
    await wait("signed", () => all(`.o_field_widget[name="${field}"] img`).find(seen));
};
const at = (label) => wait("at " + label, () => all(".o_arrow_button_current").some(
    (node) => node.textContent.includes(label)));
const done = async (label, method) => {
    await press(label, ".o_statusbar_buttons");
    await gone(`.o_statusbar_buttons button[name="${method}"]`);
};
const dialog = async (label, ...steps) => {
    for (const step of steps) await step();
    await press(label, ".modal");
    await gone(".modal");
};
const save = async () => {
    (await wait("Save", () => all(".o_form_button_save").find(seen))).click();
    await gone(".o_form_dirty");
};
const view = () => document.querySelector(".o_action_manager > .o_action");
const go = async (path) => {
    const before = await wait("a view", view);
    const link = document.createElement("a");
    link.href = path;
    document.body.append(link);
    link.click();
    link.remove();
    await wait("away to " + path, () => view() && view() !== before &&
        location.pathname.split("/").pop() === path.split("/").pop());
};
const moved = async (act) => {
    const before = await wait("a view", view);
    await act();
    await wait("another view", () => view() && view() !== before);
};
const none = (label, scope = "") => {
    if (all(scope + " button").some(
        (node) => seen(node) && node.textContent.trim().startsWith(label)))
        throw new Error("may press " + label);
};
const tick = async (field) => (await wait(field, () =>
    document.querySelector(`.o_field_widget[name="${field}"] input`))).click();
const refused = async (...clauses) => {
    const dialog = await wait("a refusal", () => all(".o_policy_refusal").find(seen));
    const found = [...dialog.querySelectorAll(".o_policy_refusal_clause")].map(
        (node) => node.textContent.trim().split(" ")[0]
    );
    if ([...new Set(found)].sort().join() !== clauses.sort().join()) {
        throw new Error("refused for " + found + ": " + dialog.innerText);
    }
    await press("Close", ".o_policy_refusal");
    await gone(".o_policy_refusal");
};
"""


def act(steps):
    """Code for ``browser_js`` that takes ``steps`` and then says it went well."""
    return f"""{PRELUDE}
(async () => {{
{steps}
    console.log("test successful");
}})();"""
