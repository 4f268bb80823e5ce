import {TimelineRenderer} from "@web_timeline/views/timeline/timeline_renderer.esm";
import {TimelineView} from "@web_timeline/views/timeline/timeline_view.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** People down, days across, a coloured code in every cell. */
export class ShiftTimelineRenderer extends TimelineRenderer {
    setup() {
        super.setup();
        this.options.zoomable = false;
        this.options.margin = {item: {horizontal: 0, vertical: 1}, axis: 2};
    }

    /** Shifts without a person come first and have their own name. */
    async split_groups(records) {
        const groups = await super.split_groups(records);
        const field = this.model.last_group_bys[0];
        const isOpen = records.some((record) => !record[field]);
        const named = groups.filter((group) => group.id !== -1 || isOpen);
        for (const group of named) {
            if (group.id === -1 && field === "employee_id") {
                group.content = _t("Open Shifts");
            }
        }
        return named;
    }
}

registry.category("views").add("shift_timeline", {
    ...TimelineView,
    Renderer: ShiftTimelineRenderer,
});
