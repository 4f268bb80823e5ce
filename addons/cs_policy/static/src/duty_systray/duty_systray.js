import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const REFRESH_MS = 5 * 60 * 1000;

/** Counter of one's open duties; a click opens them. */
export class DutySystray extends Component {
    static template = "cs_policy.DutySystray";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ shown: false, due: 0, overdue: 0 });
        onWillStart(async () => {
            this.state.shown = await user.checkAccessRight("policy.duty", "read");
        });
        // The counter must never hold up the rest of the page.
        const refresh = () => this.refresh();
        this.firstLoad = browser.setTimeout(refresh, 0);
        this.timer = browser.setInterval(refresh, REFRESH_MS);
        this.env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", refresh);
        onWillUnmount(() => {
            browser.clearTimeout(this.firstLoad);
            browser.clearInterval(this.timer);
            this.env.bus.removeEventListener("ACTION_MANAGER:UI-UPDATED", refresh);
        });
    }

    get title() {
        return this.state.overdue
            ? _t("My duties: %(due)s due, %(overdue)s overdue", this.state)
            : _t("My duties: %(due)s due", this.state);
    }

    async refresh() {
        if (!this.state.shown) {
            return;
        }
        try {
            const counts = await this.orm.silent.call("policy.duty", "get_my_counts", []);
            Object.assign(this.state, counts);
        } catch {
            // No network or signed out: the last count stays, the next try comes.
        }
    }

    onClick() {
        this.action.doAction("cs_policy.policy_duty_action_mine", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("systray")
    .add("cs_policy.duty_systray", { Component: DutySystray }, { sequence: 30 });
