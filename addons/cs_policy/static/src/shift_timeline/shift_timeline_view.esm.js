import {TimelineModel} from "@web_timeline/views/timeline/timeline_model.esm";
import {TimelineRenderer} from "@web_timeline/views/timeline/timeline_renderer.esm";
import {TimelineView} from "@web_timeline/views/timeline/timeline_view.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const HOURS = 24;

const {DateTime} = luxon;
const MONTH = {year: "numeric", month: "long"};
const MINOR_LABELS = {
    hour: "HH:mm",
    weekday: "ccc d",
    day: "d",
    week: "d",
    month: "LLL",
    year: "yyyy",
};
const MAJOR_LABELS = {
    hour: {...MONTH, day: "numeric", weekday: "short"},
    weekday: MONTH,
    day: MONTH,
    week: MONTH,
    month: {year: "numeric"},
};

// The library names the axis in English alone; these do in the reader's language.
const toDate = (moment) => DateTime.fromMillis(moment.valueOf());
const AXIS_FORMAT = {
    minorLabels: (moment, scale) => toDate(moment).toFormat(MINOR_LABELS[scale] || "S"),
    majorLabels: (moment, scale) =>
        toDate(moment).toLocaleString(MAJOR_LABELS[scale] || DateTime.TIME_WITH_SECONDS),
};

/** A shift fills its day; two on one day share it. */
export class ShiftTimelineModel extends TimelineModel {
    /** Note which part of its day each record has, the earlier shift first. */
    shareDays(records) {
        const days = new Map();
        for (const record of [...records].sort((a, b) => (a.start < b.start ? -1 : 1))) {
            const row = record[this.last_group_bys[0]];
            const key = `${Array.isArray(row) ? row[0] : row}/${record.date}`;
            days.set(key, [...(days.get(key) || []), record.id]);
        }
        this.parts = new Map();
        for (const ids of days.values()) {
            ids.forEach((id, index) => this.parts.set(id, [index, ids.length]));
        }
    }

    _get_event_dates(record) {
        const [day] = super._get_event_dates(record);
        const [index, count] = (this.parts && this.parts.get(record.id)) || [0, 1];
        const start = day.plus({hours: (index * HOURS) / count});
        return [start, start.plus({hours: HOURS / count - 1})];
    }
}

/** People down, days across, a coloured code in every cell. */
export class ShiftTimelineRenderer extends TimelineRenderer {
    setup() {
        super.setup();
        this.options.zoomable = false;
        this.options.format = AXIS_FORMAT;
        this.options.margin = {item: {horizontal: 0, vertical: 1}, axis: 2};
    }

    async on_data_loaded(records, adjust_window) {
        this.model.shareDays(records);
        return super.on_data_loaded(records, adjust_window);
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
    Model: ShiftTimelineModel,
    Renderer: ShiftTimelineRenderer,
});
