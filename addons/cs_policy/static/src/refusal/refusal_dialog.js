import { Component } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { useService } from "@web/core/utils/hooks";

/**
 * Shows every reason the policy has against an act, each with a link to its
 * clause. The clause opens above whatever the user was filling in, which stays.
 */
export class PolicyRefusalDialog extends Component {
    static template = "cs_policy.PolicyRefusalDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.dialog = useService("dialog");
        this.title = _t("The policy does not allow this");
        const context = this.props.data?.context || {};
        this.record = context.record;
        this.reasons = context.reasons || [];
    }

    /** The full text, for the case that the server sent no structured reasons. */
    get message() {
        return this.props.data?.message || this.props.message;
    }

    openClause(reason) {
        this.dialog.add(FormViewDialog, {
            resModel: "policy.clause",
            resId: reason.clause_id,
            title: `${reason.clause} ${reason.title}`,
            readonly: true,
            preventCreate: true,
            preventEdit: true,
            canExpand: false,
        });
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.cs_policy.exceptions.PolicyRefusal", PolicyRefusalDialog);
