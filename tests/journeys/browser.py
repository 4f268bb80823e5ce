"""A person at the web client: sees, clicks, picks and fills, one act after another."""

PRELUDE = """
const all = (selector) => [...document.querySelectorAll(selector)];
const seen = (node) => node && node.getClientRects().length > 0;
const wait = async (what, find) => {
    for (let tries = 0; tries < 150; tries++) {
        const found = await find();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
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
