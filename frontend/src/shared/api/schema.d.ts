/* Made by `npm run gen` from the API's OpenAPI document. Do not edit. */
export interface paths {
    "/api/v1/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All apps by site and name. */
        get: operations["list_apps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every change made in the app, newest first. */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log as CSV or JSON lines, in parts: the texts put together are the file. */
        get: operations["export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the audit log and the log of runs are as they were written; names the first row that is not. */
        get: operations["prove_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blackout-days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Days on which no run that takes something away starts; weekdays and the hour of the daily sync are settings. */
        get: operations["list_blackouts"];
        put?: never;
        /** Black out a day or a range of days. */
        post: operations["add_blackout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blackout-days/{blackout_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an entry off the calendar. */
        delete: operations["remove_blackout"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Preview of a bulk operation: each user's steps. Nothing is written. */
        post: operations["preview_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Carry it out as a run of its own, logged and undoable. */
        post: operations["run_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List changes about people: joined, left, suspended, restored, appeared, vanished, and by whom. */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The changes as CSV or JSON, streamed. */
        get: operations["export_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes/export/part": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same file in parts, for whoever may not receive large answers: the texts put together are the file. */
        get: operations["export_changes_part"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the notification channels of the tenant. */
        get: operations["list_channels"];
        put?: never;
        /** Add a webhook or email channel. The secret in the answer is shown this once. */
        post: operations["create_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{channel_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a channel and its delivery log. */
        delete: operations["remove_channel"];
        options?: never;
        head?: never;
        /** Change a channel; absent fields stay. */
        patch: operations["update_channel"];
        trace?: never;
    };
    "/api/v1/channels/{channel_id}/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the recipients who have not confirmed once more whether they want the emails. */
        post: operations["ask_recipients"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{channel_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a webhook a new secret; the old one signs besides it for a day. */
        post: operations["rotate_channel_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{channel_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test over the same way as everything else. */
        post: operations["test_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The organization at a glance. */
        get: operations["get_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the numbers of each app developed, day by day. */
        get: operations["get_dashboard_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earlier-installations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Uninstalled ones of this site and organization whose data is still kept; none under Connect, which needs none. */
        get: operations["list_earlier_installations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/earlier-installations/{earlier_id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take over its filters, tasks, runs and settings; schedules wait until they are confirmed. Organization admins. */
        post: operations["link_earlier_installation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/email-domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Email domains of the users, the most used first. */
        get: operations["list_email_domains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All saved filters by name. */
        get: operations["list_filters"];
        put?: never;
        /** Save a filter. */
        post: operations["create_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters/{filter_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One saved filter. */
        get: operations["get_filter"];
        /** Save an edit of the version that was read. */
        put: operations["update_filter"];
        post?: never;
        /** Delete a filter; while tasks use it only with `confirm=true`, which stops them. */
        delete: operations["delete_filter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters/{filter_id}/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Preview of a saved filter's change: users who would come in and drop out. */
        post: operations["preview_filter_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters/{filter_id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Save as Copy: an independent filter under another name. */
        post: operations["copy_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filters/describe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read a specification back as a sentence and count who matches now. */
        post: operations["describe_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups by name; externally managed ones are marked. */
        get: operations["list_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Do scheduler and workers live, how long does work wait, how old are the data, how long does the key last. */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/examination": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last examination as kept: contradicted facts, and the actions that do not run because of them. */
        get: operations["get_examination"];
        put?: never;
        /** Look at the organization, reading only, for what no document of Atlassian's says; what is found is kept. */
        post: operations["examine_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's rights, and how far the set-up has come. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mirror": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The age of the data, and the sync that is under way. */
        get: operations["get_mirror"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The delivery log, newest first. */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{notification_id}/repeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a notification that was given up once more. */
        post: operations["repeat_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Connect the organization or replace its key: verified with Atlassian first, then stored encrypted.
         * @description Where the Connect app that holds the organization has become this Forge installation, this takes its place, and so it does where the one that once took its own place has been uninstalled since.
         */
        put: operations["put_organization"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organization/rehearsal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The id and a key of the rehearsal organization that this site belongs to; a deployment has none. */
        get: operations["get_rehearsal_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organization/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act for an organization in the place of the installation that does; its page then says where the data went.
         * @description Proved like connecting: by a key of the organization and the caller's rights in it. Both audit logs name the caller.
         */
        post: operations["take_over_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users, groups and domains that no task may touch. */
        get: operations["list_protected"];
        put?: never;
        /** Protect a user (by account id or email), a group or a domain. */
        post: operations["add_protected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protected/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an entry off the list. */
        delete: operations["remove_protected"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/references/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let all that names a gone group, app or site name another one. Organization admins. */
        post: operations["repair_references"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users whom an undo or a bulk restore gave something back, and from whom tasks take nothing for a time. */
        get: operations["list_restored"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restored/{restored_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let tasks act on a user again before the time is over. */
        delete: operations["end_sparing"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Role ids that somebody holds. */
        get: operations["list_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Last Runs of all tasks, or the runs of one. */
        get: operations["list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with live counts. */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Carry out the frozen plan of a held run. */
        post: operations["approve_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a run within seconds; what was done stays in its log. */
        post: operations["cancel_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log: who, what, target, outcome, reason. */
        get: operations["list_operations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Before and after: what the run changed of each person. */
        get: operations["list_changed_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/put-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put people back into a held plan who were taken out of it. */
        post: operations["put_back_into_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a held run without a change. */
        post: operations["reject_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/result.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download Result as CSV, streamed. */
        get: operations["download_result_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/result.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Result: the whole run as JSON, streamed.
         * @description Its form: GET /api/v1/run-result.schema.json
         */
        get: operations["download_result_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/result/part": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same files in parts, for whoever may not receive large answers: the texts put together are the file. */
        get: operations["download_result_part"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/take-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take people out of a held plan: whoever releases the rest leaves them as they are. */
        post: operations["take_out_of_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo: a new run that takes back what this one changed, where it is still so. */
        post: operations["undo_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/undo/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Preview of a run's undo: each user's steps back, from the run's own plan. Nothing is written. */
        get: operations["preview_undo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The present settings. */
        get: operations["get_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings; absent ones stay. The stop switch also ends all active runs. */
        patch: operations["update_settings"];
        trace?: never;
    };
    "/api/v1/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sites by name. */
        get: operations["list_sites"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync Users: start a sync, or join the one that is active. */
        post: operations["start_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{sync_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a sync at once; what it has read stays. */
        post: operations["cancel_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All automated tasks by name. */
        get: operations["list_tasks"];
        put?: never;
        /** Add New Task. */
        post: operations["create_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task. */
        get: operations["get_task"];
        /** Update Task: save an edit of the version that was read. */
        put: operations["update_task"];
        post?: never;
        /** Remove; the runs of the task stay. */
        delete: operations["remove_task"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clone: an independent copy, a draft whose schedule is off. */
        post: operations["clone_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/exemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the exemptions of a task that hold now. */
        get: operations["list_exemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/exemptions/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Let the task leave a person alone until a moment, or without one in its next run alone. */
        put: operations["set_exemption"];
        post?: never;
        /** Let the task act on the person again. */
        delete: operations["end_exemption"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Draft, test or live. */
        put: operations["set_task_mode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run Now, a test run unless the task is live; 409 with the `run_id` of one that is active, on a blackout day with the day and why. */
        post: operations["run_task_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/schedule-active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The Schedule Active toggle. */
        put: operations["set_schedule_active"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Preview of a task's draft: each user's steps, by the run's own code. Nothing is written. */
        post: operations["preview_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/preview-progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the totals of a preview are, of a task or of a bulk operation, for whoever waits for them. */
        get: operations["get_preview_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/schedule-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A schedule as a sentence, and its next five runs. */
        post: operations["preview_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/time-zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The time zones that can be chosen, also before an organization is connected. */
        get: operations["list_time_zones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that is known of one user, and what Rollcall did to them. */
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{account_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explain why a user matches a filter or not, condition by condition. */
        post: operations["explain_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{account_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Preview of every task's next run for one user, by the run's own code. Nothing is written. */
        get: operations["foresee_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** All users who match as CSV or JSON, streamed. */
        post: operations["export_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/export/part": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same file in parts, for whoever may not receive large answers: the texts put together are the file. */
        post: operations["export_users_part"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A page of the users who match, and how many they are. */
        post: operations["search_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountAction
         * @description Act on the Atlassian account itself, where the organization manages it; nothing can follow in the list.
         *
         *     A deletion deactivates at once and is for good after 14 days; a plan with one always waits for another admin.
         */
        AccountAction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "activate_account" | "cancel_deletion" | "deactivate_account" | "delete_account";
        };
        /**
         * AccountKindCondition
         * @description The account is of one of the kinds: person, service account, agent, app or customer.
         */
        AccountKindCondition: {
            /** Kinds */
            kinds: ("person" | "service_account" | "agent" | "app" | "customer")[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "account_kind";
        };
        /**
         * AddedCondition
         * @description Added to the organization at least, or at most, `days` × 24 hours ago.
         */
        AddedCondition: {
            /**
             * Comparison
             * @enum {string}
             */
            comparison: "at_least_days_ago" | "at_most_days_ago";
            /** Days */
            days: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "added";
        };
        /**
         * App
         * @description An app on a site.
         */
        App: {
            /** Key */
            key: string;
            /** Label */
            label: string;
            /** Name */
            name: string;
            /** Resource Id */
            resource_id: string;
            /** Site Id */
            site_id: string;
            /** Site Name */
            site_name: string;
        };
        /**
         * AppHistory
         * @description One app and its days, the oldest first; days without a sync are missing.
         */
        AppHistory: {
            /** Days */
            days: components["schemas"]["DayNumbers"][];
            /** Label */
            label: string;
            /** Resource Id */
            resource_id: string;
            /** Site Id */
            site_id: string;
            /** Site Name */
            site_name: string;
        };
        /**
         * AppList
         * @description All apps of the organization.
         */
        AppList: {
            /** Items */
            items: components["schemas"]["App"][];
        };
        /**
         * AppNumbers
         * @description One app's tile: users by activity against the tenant's threshold.
         */
        AppNumbers: {
            /** Active */
            active: number;
            /** Billable */
            billable: number;
            /** Inactive */
            inactive: number;
            /** Label */
            label: string;
            /** Never */
            never: number;
            /** Resource Id */
            resource_id: string;
            /** Site Id */
            site_id: string;
            /** Site Name */
            site_name: string;
            /** Total */
            total: number;
            /** Unknown */
            unknown: number;
        };
        /**
         * ApprovalIn
         * @description The frozen plan that was looked at; `is_emergency`: on a blackout day, too.
         */
        ApprovalIn: {
            /** Is Emergency */
            is_emergency?: boolean;
            /** Plan Hash */
            plan_hash: string;
        };
        /**
         * AppsAction
         * @description Take away every access to each of the apps that can be taken away.
         *
         *     Groups that also give other apps are left only with `can_leave_shared_groups`.
         */
        AppsAction: {
            /** Apps */
            apps: string[];
            /** Can Leave Shared Groups */
            can_leave_shared_groups?: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "remove_app_access";
        };
        /**
         * AppsCondition
         * @description Has access to any, all or none of the apps; access is any role on the app, direct or through a group.
         */
        AppsCondition: {
            /** Apps */
            apps: string[];
            /**
             * Match
             * @enum {string}
             */
            match?: "any" | "all" | "none";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "apps";
        };
        /**
         * Attention
         * @description Unsettled matters of the Dashboard, the most urgent first; `more`: how many are not listed.
         */
        Attention: {
            /** Items */
            items: components["schemas"]["AttentionItem"][];
            /** More */
            more: number;
        };
        /**
         * AttentionItem
         * @description One thing to settle: what happened, when, and by which action.
         *
         *     `slots`: how many slots of the task it stands for. `until`: when a held plan expires. `caution`: what to repair.
         *     `fault`: what ended the sync. `steps`: how many steps of the run somebody else has changed back.
         */
        AttentionItem: {
            /**
             * Action
             * @enum {string}
             */
            action: "review_plan" | "run_now" | "show_run" | "replace_key" | "lift_stop" | "confirm_schedules" | "edit_task" | "sync_users" | "repair_reference" | "edit_protected" | "none";
            /** At */
            at: string | null;
            caution: components["schemas"]["Caution"] | null;
            fault: components["schemas"]["Fault"] | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "held_run" | "missed_slot" | "skipped_slot" | "sync_failed" | "came_back" | "repair";
            /** Name */
            name: string | null;
            /** Planned Users */
            planned_users: number | null;
            /** Reason */
            reason: string | null;
            /** Reason Text */
            reason_text: string | null;
            /** Run Id */
            run_id: number | null;
            /** Slots */
            slots: number;
            /** Steps */
            steps: number | null;
            /** Task Id */
            task_id: number | null;
            /** Until */
            until: string | null;
        };
        /**
         * AuditEntry
         * @description One change made in the app.
         */
        AuditEntry: {
            /** After */
            after: {
                [key: string]: unknown;
            } | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Before */
            before: {
                [key: string]: unknown;
            } | null;
            by: components["schemas"]["Person"] | null;
            /** Event */
            event: string;
            /** Id */
            id: number;
            /** Subject */
            subject: string | null;
        };
        /**
         * AuditExportQuery
         * @description A part of the audit log as a file: the first one, or the one behind a cursor.
         */
        AuditExportQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Format
             * @default csv
             * @enum {string}
             */
            format: "csv" | "jsonl";
            /**
             * Since
             * @default null
             */
            since: string | null;
            /**
             * Subject
             * @default null
             */
            subject: string | null;
            /**
             * Until
             * @default null
             */
            until: string | null;
        };
        /**
         * AuditPage
         * @description Audit entries, newest first.
         */
        AuditPage: {
            /** Items */
            items: components["schemas"]["AuditEntry"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * AuditQuery
         * @description Page of the audit log: its filter, and the cursor.
         */
        AuditQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Since
             * @default null
             */
            since: string | null;
            /**
             * Subject
             * @default null
             */
            subject: string | null;
            /**
             * Until
             * @default null
             */
            until: string | null;
        };
        /**
         * Blackout
         * @description Blackout day: an entry of the calendar with its note, or a weekday, on which nothing destructive starts.
         *
         *     until: the last day in a row on which nothing starts; null when there is none within a year.
         */
        Blackout: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "date" | "weekday";
            /** Note */
            note: string;
            /** Until */
            until: string | null;
        };
        /**
         * BlackoutEntry
         * @description A day, or all days from the first to the last one, in the organization's time zone.
         */
        BlackoutEntry: {
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /** Id */
            id: number;
            /**
             * Last On
             * Format: date
             */
            last_on: string;
            /** Note */
            note: string;
        };
        /**
         * BlackoutEntryIn
         * @description New calendar entry: one day, or a range of days of a year at most.
         */
        BlackoutEntryIn: {
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /** Last On */
            last_on?: string | null;
            /** Note */
            note?: string;
        };
        /**
         * BlackoutEntryList
         * @description All entries, the earliest first.
         */
        BlackoutEntryList: {
            /** Items */
            items: components["schemas"]["BlackoutEntry"][];
        };
        /**
         * BulkIn
         * @description A bulk operation: on `account_ids`, or on all who match `specification` and `text` but `excluded`.
         */
        BulkIn: {
            /** Account Ids */
            account_ids?: string[];
            /** Actions */
            actions: (components["schemas"]["GroupsAction"] | components["schemas"]["AppsAction"] | components["schemas"]["UserAction"] | components["schemas"]["AccountAction"])[];
            /** Excluded */
            excluded?: string[];
            /** Is Emergency */
            is_emergency?: boolean;
            /** Max Users */
            max_users?: number | null;
            /** Specification */
            specification?: components["schemas"]["FilterSpecification"] | null;
            /** Text */
            text?: string | null;
        };
        /**
         * BulkPreviewIn
         * @description A bulk operation to preview; `cursor` continues the list of users, `has_totals` and `watch` as for tasks.
         */
        BulkPreviewIn: {
            /** Account Ids */
            account_ids?: string[];
            /** Actions */
            actions: (components["schemas"]["GroupsAction"] | components["schemas"]["AppsAction"] | components["schemas"]["UserAction"] | components["schemas"]["AccountAction"])[];
            /** Cursor */
            cursor?: string | null;
            /** Excluded */
            excluded?: string[];
            /** Has Totals */
            has_totals?: boolean;
            /** Is Emergency */
            is_emergency?: boolean;
            /** Limit */
            limit?: number;
            /** Max Users */
            max_users?: number | null;
            /** Specification */
            specification?: components["schemas"]["FilterSpecification"] | null;
            /** Text */
            text?: string | null;
            /** Watch */
            watch?: string | null;
        };
        /**
         * Caution
         * @description Caution: something allowed but probably not meant, as a stable word, names and a sentence.
         */
        Caution: {
            /** Code */
            code: string;
            /** Facts */
            facts: {
                [key: string]: string;
            };
            /** Text */
            text: string;
        };
        /**
         * Change
         * @description Event of a change: a beginning or an end of a span.
         * @enum {string}
         */
        Change: "joined" | "left" | "gained" | "lost" | "suspended" | "restored" | "status_began" | "status_ended" | "appeared" | "vanished";
        /**
         * Changed
         * @description One thing of a person, before and after; id of a role: its app and itself. `unknown`: the log does not tell.
         */
        Changed: {
            /**
             * After
             * @enum {string}
             */
            after: "member" | "not_member" | "held" | "not_held" | "access" | "no_access" | "active" | "suspended" | "deactivated" | "for_deletion" | "unknown";
            /**
             * Before
             * @enum {string}
             */
            before: "member" | "not_member" | "held" | "not_held" | "access" | "no_access" | "active" | "suspended" | "deactivated" | "for_deletion" | "unknown";
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "group" | "role" | "status" | "app" | "account";
            /** Name */
            name: string;
        };
        /**
         * ChangedThing
         * @description The group or app, by its last known name; `gives_access`: it is a group that gives an app.
         */
        ChangedThing: {
            /** Gives Access */
            gives_access: boolean;
            /** Id */
            id: string;
            /** Is Gone */
            is_gone: boolean;
            /** Name */
            name: string | null;
        };
        /**
         * ChangedUser
         * @description The person; without a name when the directory does not have them any more.
         */
        ChangedUser: {
            /** Account Id */
            account_id: string;
            /** Email */
            email: string | null;
            /** Name */
            name: string | null;
        };
        /**
         * ChangeEntry
         * @description One change. It happened after `after` and by `at`: between two looks at the directory, or when a run did it.
         *
         *     role: of an app. status: what began or ended.
         */
        ChangeEntry: {
            /**
             * After
             * Format: date-time
             */
            after: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Cause
             * @enum {string}
             */
            cause: "ours" | "others";
            change: components["schemas"]["Change"];
            kind: components["schemas"]["ChangeKind"];
            /** Role */
            role: string | null;
            run: components["schemas"]["ChangeRun"] | null;
            /** Status */
            status: string | null;
            thing: components["schemas"]["ChangedThing"] | null;
            user: components["schemas"]["ChangedUser"];
        };
        /**
         * ChangeExportPartQuery
         * @description A part of the file: the first one, or the one behind a cursor.
         */
        ChangeExportPartQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * App
             * @default null
             */
            app: string | null;
            /**
             * Cause
             * @default null
             */
            cause: ("ours" | "others") | null;
            /** @default null */
            change: components["schemas"]["Change"] | null;
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Format
             * @default csv
             * @enum {string}
             */
            format: "csv" | "json";
            /**
             * Group Id
             * @default null
             */
            group_id: string | null;
            /** @default null */
            kind: components["schemas"]["ChangeKind"] | null;
            /**
             * Q
             * @default null
             */
            q: string | null;
            /**
             * Since
             * @default null
             */
            since: string | null;
            /**
             * Until
             * @default null
             */
            until: string | null;
        };
        /**
         * ChangeExportQuery
         * @description Export of changes: their filter, and the file's form.
         */
        ChangeExportQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * App
             * @default null
             */
            app: string | null;
            /**
             * Cause
             * @default null
             */
            cause: ("ours" | "others") | null;
            /** @default null */
            change: components["schemas"]["Change"] | null;
            /**
             * Format
             * @default csv
             * @enum {string}
             */
            format: "csv" | "json";
            /**
             * Group Id
             * @default null
             */
            group_id: string | null;
            /** @default null */
            kind: components["schemas"]["ChangeKind"] | null;
            /**
             * Q
             * @default null
             */
            q: string | null;
            /**
             * Since
             * @default null
             */
            since: string | null;
            /**
             * Until
             * @default null
             */
            until: string | null;
        };
        /**
         * ChangeKind
         * @description Kind of a change.
         * @enum {string}
         */
        ChangeKind: "group" | "app" | "status" | "presence";
        /**
         * ChangePage
         * @description Changes, the newest first. since: from when on; yesterday, unless it was asked for something else.
         */
        ChangePage: {
            /** Items */
            items: components["schemas"]["ChangeEntry"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Total */
            total: number;
        };
        /**
         * ChangeQuery
         * @description Page of changes: their filter, and the cursor.
         */
        ChangeQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * App
             * @default null
             */
            app: string | null;
            /**
             * Cause
             * @default null
             */
            cause: ("ours" | "others") | null;
            /** @default null */
            change: components["schemas"]["Change"] | null;
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Group Id
             * @default null
             */
            group_id: string | null;
            /** @default null */
            kind: components["schemas"]["ChangeKind"] | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
            /**
             * Q
             * @default null
             */
            q: string | null;
            /**
             * Since
             * @default null
             */
            since: string | null;
            /**
             * Until
             * @default null
             */
            until: string | null;
        };
        /**
         * ChangeRun
         * @description The run that did it; without a name once it was removed.
         */
        ChangeRun: {
            /** Id */
            id: number;
            /** Name */
            name: string | null;
        };
        /**
         * Channel
         * @description A webhook or a list of email addresses. The secret of a webhook is never shown again.
         *
         *     unconfirmed: recipients who have not said yes to the emails, so that nothing is sent to them.
         */
        Channel: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["Person"];
            /** Events */
            events: ("run.succeeded" | "run.partial" | "run.failed" | "run.tested" | "run.held" | "run.missed" | "run.skipped" | "run.cancelled" | "run.came_back" | "runs.stopped" | "sync.failed" | "key.expiring" | "key.dead")[];
            /** Has Secret */
            has_secret: boolean;
            /** Id */
            id: number;
            /** Is Active */
            is_active: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "webhook" | "email";
            /** Name */
            name: string;
            /** Old Secret Until */
            old_secret_until: string | null;
            /** Recipients */
            recipients: string[] | null;
            /** Unconfirmed */
            unconfirmed: string[];
            /** Url */
            url: string | null;
        };
        /**
         * ChannelChange
         * @description Change of a channel; what is absent stays.
         */
        ChannelChange: {
            /** Events */
            events?: ("run.succeeded" | "run.partial" | "run.failed" | "run.tested" | "run.held" | "run.missed" | "run.skipped" | "run.cancelled" | "run.came_back" | "runs.stopped" | "sync.failed" | "key.expiring" | "key.dead")[] | null;
            /** Is Active */
            is_active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Recipients */
            recipients?: string[] | null;
            /** Url */
            url?: string | null;
        };
        /**
         * ChannelIn
         * @description A new channel: a webhook has a `url`, email has `recipients`.
         */
        ChannelIn: {
            /** Events */
            events: ("run.succeeded" | "run.partial" | "run.failed" | "run.tested" | "run.held" | "run.missed" | "run.skipped" | "run.cancelled" | "run.came_back" | "runs.stopped" | "sync.failed" | "key.expiring" | "key.dead")[];
            /**
             * Kind
             * @enum {string}
             */
            kind: "webhook" | "email";
            /** Name */
            name: string;
            /** Recipients */
            recipients?: string[] | null;
            /** Url */
            url?: string | null;
        };
        /**
         * ChannelList
         * @description All channels, whether this server can send email at all, and how many emails may still be sent today.
         */
        ChannelList: {
            /** Is Email Available */
            is_email_available: boolean;
            /** Items */
            items: components["schemas"]["Channel"][];
            /** Mails Left */
            mails_left: number;
            /** Mails Per Day */
            mails_per_day: number;
        };
        /**
         * ClaimCondition
         * @description The account is managed (on a domain that the organization verified) or unmanaged.
         */
        ClaimCondition: {
            /**
             * Claim
             * @enum {string}
             */
            claim: "managed" | "unmanaged";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "claim";
        };
        /**
         * Dashboard
         * @description The organization at a glance.
         */
        Dashboard: {
            /** Apps */
            apps: components["schemas"]["AppNumbers"][];
            attention: components["schemas"]["Attention"];
            changes: components["schemas"]["RecentChanges"];
            /** Failures */
            failures: components["schemas"]["RunSummary"][];
            /** Inactivity Days */
            inactivity_days: number;
            mirror: components["schemas"]["Mirror"];
            /** Upcoming */
            upcoming: components["schemas"]["UpcomingRun"][];
            users: components["schemas"]["UserNumbers"];
            /** Waiting */
            waiting: components["schemas"]["RunSummary"][];
        };
        /**
         * DashboardHistory
         * @description How the numbers of the apps developed between two days.
         */
        DashboardHistory: {
            /** Apps */
            apps: components["schemas"]["AppHistory"][];
            /**
             * Since
             * Format: date
             */
            since: string;
            /**
             * Until
             * Format: date
             */
            until: string;
        };
        /**
         * DashboardQuery
         * @description One site, or all.
         */
        DashboardQuery: {
            /**
             * Site Id
             * @default null
             */
            site_id: string | null;
        };
        /**
         * DayNumbers
         * @description One app on one day, by the threshold of that day.
         */
        DayNumbers: {
            /** Active */
            active: number;
            /** Billable */
            billable: number;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Inactive */
            inactive: number;
            /** Inactivity Days */
            inactivity_days: number;
            /** Never */
            never: number;
            /** Total */
            total: number;
            /** Unknown */
            unknown: number;
        };
        /**
         * Detail
         * @description One thing that a step does (or did, or leaves) on its way to its target; `apps` are names.
         *
         *     leaves_group, left_group: `apps` go with the group besides the one that is taken. stays_in_group: `reason` says why.
         *     last_admin: the admin role (on `apps`, or of the organization) for which the step is spared.
         *     loses_apps, keeps_apps: what goes with a group that is left for itself, and what another group goes on giving;
         *     keeps_managed: one that is managed elsewhere. keeps_direct: a direct role on `apps` that remains.
         *     gives_again, direct_again: through what a later sync read access that was taken.
         */
        Detail: {
            /** Apps */
            apps: string[];
            /** Group Id */
            group_id: string | null;
            /** Group Name */
            group_name: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "leaves_group" | "stays_in_group" | "loses_apps" | "keeps_apps" | "keeps_managed" | "keeps_direct" | "left_group" | "revoked_role" | "last_admin" | "gives_again" | "direct_again";
            /** Reason */
            reason: string | null;
            /** Role */
            role: string | null;
            /** Text */
            text: string;
        };
        /**
         * Domain
         * @description An email domain and how many users have it.
         */
        Domain: {
            /** Domain */
            domain: string;
            /** User Count */
            user_count: number;
        };
        /**
         * DomainList
         * @description Email domains, the most used first.
         */
        DomainList: {
            /** Items */
            items: components["schemas"]["Domain"][];
        };
        /**
         * EarlierInstallation
         * @description An uninstalled one whose data is still kept.
         */
        EarlierInstallation: {
            /** Id */
            id: number;
            /** Task Count */
            task_count: number;
            /**
             * Uninstalled At
             * Format: date-time
             */
            uninstalled_at: string;
        };
        /**
         * EarlierInstallations
         * @description The latest first.
         */
        EarlierInstallations: {
            /** Items */
            items: components["schemas"]["EarlierInstallation"][];
        };
        /**
         * EmailDomainCondition
         * @description The address is at one of the domains, or its domain ends with one of the texts; case does not count.
         */
        EmailDomainCondition: {
            /** Domains */
            domains: string[];
            /**
             * Match
             * @enum {string}
             */
            match?: "is" | "ends_with";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "email_domain";
        };
        /**
         * EmergencyQuery
         * @description How to start; `is_emergency`: on a blackout day, too. Organization admins only.
         */
        EmergencyQuery: {
            /**
             * Is Emergency
             * @default false
             */
            is_emergency: boolean;
        };
        /**
         * Examination
         * @description Examination by the doctor. `unsafe_actions` are not carried out until another one finds otherwise.
         *
         *     Read later, `findings` are those that were contradicted. What was contradicted once and cannot be seen stays so.
         *     stopped_tasks: those with an unsafe action. examined_at: null when nobody has looked yet.
         */
        Examination: {
            /** Examined At */
            examined_at: string | null;
            /** Findings */
            findings: components["schemas"]["Finding"][];
            /** Stopped Tasks */
            stopped_tasks: components["schemas"]["StoppedTask"][];
            /** Unsafe Actions */
            unsafe_actions: string[];
        };
        /**
         * Exemption
         * @description A person whom a task leaves alone. expires_at: null for its next run alone.
         */
        Exemption: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["Person"];
            /** Expires At */
            expires_at: string | null;
            /** Reason */
            reason: string;
            /** Task Id */
            task_id: number;
            user: components["schemas"]["Person"];
        };
        /**
         * ExemptionIn
         * @description New exemption of a person from a task: reason and end; without an end it is for the next run alone.
         */
        ExemptionIn: {
            /** Expires At */
            expires_at?: string | null;
            /** Reason */
            reason: string;
        };
        /**
         * ExemptionList
         * @description All that hold now, the newest first.
         */
        ExemptionList: {
            /** Items */
            items: components["schemas"]["Exemption"][];
        };
        /**
         * ExplainIn
         * @description The filter to explain.
         */
        ExplainIn: {
            /** Specification */
            specification: components["schemas"]["FilterSpecification"];
        };
        /**
         * Explanation
         * @description Explanation of a match: a tree of sentences with verdicts and the user's own values.
         */
        Explanation: {
            /** Matches */
            matches: boolean;
            /** Tree */
            tree: {
                [key: string]: unknown;
            };
        };
        /**
         * ExportIn
         * @description Export request: filter, columns and form of the file.
         */
        ExportIn: {
            /**
             * Format
             * @enum {string}
             */
            format?: "csv" | "json";
            /** Specification */
            specification?: components["schemas"]["FilterSpecification"] | null;
            /** Text */
            text?: string | null;
        };
        /**
         * ExportPartIn
         * @description A part of an export: the first one, or the one behind a cursor.
         */
        ExportPartIn: {
            /** Cursor */
            cursor?: string | null;
            /**
             * Format
             * @enum {string}
             */
            format?: "csv" | "json";
            /** Specification */
            specification?: components["schemas"]["FilterSpecification"] | null;
            /** Text */
            text?: string | null;
        };
        /**
         * Fault
         * @description Cause of a failed sync or delivery: a code that the page has words for, and the values in them.
         */
        Fault: {
            /**
             * Code
             * @enum {string}
             */
            code: "cancelled" | "worker_died" | "no_key" | "internal" | "key_refused" | "key_scopes" | "not_allowed" | "not_known" | "not_accepted" | "rate_limited" | "down" | "silent" | "unreadable" | "key_in_doubt" | "not_as_documented" | "no_users" | "no_admins" | "listed_short" | "endless" | "not_built" | "no_secret" | "email_off" | "emails_used_up" | "none_confirmed" | "not_to_be_asked" | "bad_address" | "bad_certificate" | "no_answer" | "not_reached" | "no_name_server" | "gone_for_good" | "redirected" | "answered" | "mail_unwritable" | "mail_refused" | "mail_login" | "mail_no_encryption" | "mail_answered" | "mail_broken" | "mail_not_built";
            /** Values */
            values: {
                [key: string]: number | string;
            };
        };
        /**
         * FilePart
         * @description A piece of a file. `next_cursor` is null when the file is complete; `done` of `total` rows are written.
         *
         *     is_mixed: the file is complete, and what it tells of has changed since its first part.
         */
        FilePart: {
            /** Done */
            done: number;
            /** Is Mixed */
            is_mixed: boolean;
            /** Next Cursor */
            next_cursor: string | null;
            /** Text */
            text: string;
            /** Total */
            total: number;
        };
        /**
         * FilterChange
         * @description How membership would change, with the first names of each side, and the tasks that use the filter.
         */
        FilterChange: {
            /** Added */
            added: number;
            /** Added Users */
            added_users: components["schemas"]["NamedUser"][];
            /** Removed */
            removed: number;
            /** Removed Users */
            removed_users: components["schemas"]["NamedUser"][];
            /** Tasks */
            tasks: components["schemas"]["TaskReference"][];
        };
        /**
         * FilterCombination
         * @description AND or OR of any number of nodes, NOT of one.
         */
        FilterCombination: {
            /** Of */
            of: components["schemas"]["FilterNode"][];
            /**
             * Op
             * @enum {string}
             */
            op: "and" | "or" | "not";
        };
        /**
         * FilterCondition
         * @description One criterion; `type` says which.
         */
        FilterCondition: components["schemas"]["InactiveCondition"] | components["schemas"]["NeverActiveCondition"] | components["schemas"]["AppsCondition"] | components["schemas"]["GroupsCondition"] | components["schemas"]["RolesCondition"] | components["schemas"]["SitesCondition"] | components["schemas"]["EmailDomainCondition"] | components["schemas"]["StatusCondition"] | components["schemas"]["ClaimCondition"] | components["schemas"]["AccountKindCondition"] | components["schemas"]["AddedCondition"] | components["schemas"]["TextCondition"] | components["schemas"]["PeopleCondition"];
        /**
         * FilterCopyIn
         * @description The name of the independent copy.
         */
        FilterCopyIn: {
            /** Name */
            name: string;
        };
        /**
         * FilterDeletion
         * @description `confirm=true` deletes although tasks use the filter; they stop.
         */
        FilterDeletion: {
            /**
             * Confirm
             * @default false
             */
            confirm: boolean;
        };
        /**
         * FilterDescription
         * @description A filter read back, how many users match now, and which entries of its lists match nobody.
         */
        FilterDescription: {
            /** Count */
            count: number;
            /** Sentence */
            sentence: string;
            unmatched: components["schemas"]["Unmatched"];
        };
        /**
         * FilterNode
         * @description A combination, which has an `op`, or a condition, which has a `type`.
         */
        FilterNode: components["schemas"]["FilterCombination"] | components["schemas"]["FilterCondition"];
        /**
         * FilterReference
         * @description The filter of a task, named.
         */
        FilterReference: {
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * FilterSpecification
         * @description Filter as JSON, version 1. AND of nothing is everybody.
         */
        FilterSpecification: {
            root: components["schemas"]["FilterNode"];
            /**
             * Version
             * @constant
             */
            version: 1;
        };
        /**
         * Finding
         * @description Finding of the doctor: an assumption about Atlassian's answers and how it fared: `agree` of `seen`.
         *
         *     actions: those that rely on it; while it is contradicted, runs with one of them change nothing.
         */
        Finding: {
            /** Actions */
            actions: string[];
            /** Agree */
            agree: number;
            /** Fact */
            fact: string;
            /** Seen */
            seen: number;
            /** Sentence */
            sentence: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "holds" | "contradicted" | "not_seen";
        };
        /**
         * ForeseenSlot
         * @description A slot of a schedule, or several in a row that do not start for one reason.
         *
         *     starts_at: when it starts, later than `at` where it waits out the hour of the daily sync; null: it does not, for the
         *     blackout. count, last_at: how many slots it stands for, and the last of them.
         */
        ForeseenSlot: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            blackout: components["schemas"]["Blackout"] | null;
            /** Count */
            count: number;
            /** Last At */
            last_at: string | null;
            /** Starts At */
            starts_at: string | null;
        };
        /**
         * Group
         * @description A group to pick; externally managed ones are shown and cannot be picked as a target.
         */
        Group: {
            /** Description */
            description: string | null;
            /** Grants */
            grants: string[];
            /** Group Id */
            group_id: string;
            /** Is Externally Managed */
            is_externally_managed: boolean;
            /** Label */
            label: string;
            /** Name */
            name: string;
            /** User Count */
            user_count: number | null;
        };
        /**
         * GroupPage
         * @description A page of groups.
         */
        GroupPage: {
            /** Items */
            items: components["schemas"]["Group"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * GroupsAction
         * @description Add to or remove from each of the groups.
         */
        GroupsAction: {
            /** Groups */
            groups: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "add_to_groups" | "remove_from_groups";
        };
        /**
         * GroupsCondition
         * @description Is in any, all or none of the groups.
         */
        GroupsCondition: {
            /** Groups */
            groups: string[];
            /**
             * Match
             * @enum {string}
             */
            match?: "any" | "all" | "none";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "groups";
        };
        /**
         * Hand
         * @description Hand in a held plan: a person who asked for the run, chose filter, actions or limit of its task, saved its
         *     filter, or saved the task last.
         */
        Hand: {
            /**
             * Part
             * @enum {string}
             */
            part: "requested" | "shaped_task" | "saved_filter" | "saved_task";
            person: components["schemas"]["Person"];
        };
        /**
         * Health
         * @description Whether Rollcall lives, and what needs somebody; the most urgent problem first.
         */
        Health: {
            mirror: components["schemas"]["Mirror"];
            notifications: components["schemas"]["NotificationVitals"];
            organization: components["schemas"]["Organization"] | null;
            /** Problems */
            problems: ("scheduler_dead" | "scheduler_failing" | "workers_dead" | "queue_late" | "key_dead" | "key_expires_soon" | "data_old" | "sync_failed" | "upkeep_failed" | "notifications_failed" | "fact_contradicted")[];
            queue: components["schemas"]["Waiting"];
            scheduler: components["schemas"]["ProcessVitals"];
            workers: components["schemas"]["ProcessVitals"];
        };
        /**
         * HistoryQuery
         * @description How far back.
         */
        HistoryQuery: {
            /**
             * Days
             * @default 90
             */
            days: number;
            /**
             * Site Id
             * @default null
             */
            site_id: string | null;
        };
        /**
         * Hold
         * @description One reason why a plan waits.
         *
         *     people: who would be changed, or, where the history of the task speaks, who matched. limit: the number that this is
         *     beyond. basis: of how many active people the limit is a share, or how many runs it is the most of.
         */
        Hold: {
            /** Basis */
            basis: number | null;
            /** Limit */
            limit: number;
            /** People */
            people: number;
            /**
             * Reason
             * @enum {string}
             */
            reason: "deletion" | "over_limit" | "over_share" | "unusual" | "ramp_stopped";
        };
        /**
         * InactiveCondition
         * @description Not active for at least `days` × 24 hours: overall, or in any or all of the chosen `apps`.
         */
        InactiveCondition: {
            /** Apps */
            apps?: string[];
            /** Days */
            days: number;
            /**
             * Match
             * @enum {string}
             */
            match?: "any" | "all";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "inactive";
        };
        /**
         * IntervalSchedule
         * @description Every N days, weeks or months from a start date, at an hour.
         */
        IntervalSchedule: {
            /** Every */
            every: number;
            /** Hour */
            hour: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "interval";
            /**
             * Start Date
             * Format: date
             */
            start_date: string;
            /**
             * Unit
             * @enum {string}
             */
            unit: "days" | "weeks" | "months";
        };
        /**
         * LastTest
         * @description Result of the newest test run; `is_current`: it was about the filter and the actions of now.
         */
        LastTest: {
            /** Finished At */
            finished_at: string | null;
            /** Holds */
            holds: components["schemas"]["Hold"][];
            /** Is Current */
            is_current: boolean;
            /** Matched Users */
            matched_users: number;
            /** Planned Users */
            planned_users: number;
            /** Run Id */
            run_id: number;
            /** Would Change */
            would_change: number;
            /** Would Fail */
            would_fail: number;
            /** Would Skip */
            would_skip: number;
        };
        /**
         * LogFault
         * @description The first thing that is wrong: what was altered, is missing or was added, or which seal does not follow.
         */
        LogFault: {
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "altered" | "missing" | "added" | "chain" | "head" | "key";
            /**
             * What
             * @enum {string}
             */
            what: "audit" | "run" | "seal";
        };
        /**
         * LogProof
         * @description Proof of the log. `head` is worth keeping elsewhere; `unsealed` rows are older than the seals.
         *
         *     keyed: seals that nobody could make who can only write to the database.
         */
        LogProof: {
            fault: components["schemas"]["LogFault"] | null;
            /** Head */
            head: string | null;
            /** Keyed */
            keyed: number;
            /** Rows */
            rows: number;
            /** Seals */
            seals: number;
            /** Unsealed */
            unsealed: number;
        };
        /**
         * LookedAt
         * @description Steps by what a look long after the run found.
         *
         *     came_back: how many of the confirmed ones a later sync found changed back by somebody else; compared_at: when the
         *     newest sync began with which the run was compared.
         */
        LookedAt: {
            /** Came Back */
            came_back: number;
            /** Compared At */
            compared_at: string | null;
            /** Confirmed */
            confirmed: number;
            /** Not Applied */
            not_applied: number;
            /** Unchecked */
            unchecked: number;
        };
        /**
         * ManualSchedule
         * @description Never by itself.
         */
        ManualSchedule: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "manual";
        };
        /**
         * Me
         * @description The caller's rights and how far the set-up has come.
         */
        Me: {
            /** Account Id */
            account_id: string;
            /** Are Schedules Confirmed */
            are_schedules_confirmed: boolean;
            /** Is Allowed */
            is_allowed: boolean;
            /** Is Org Admin */
            is_org_admin: boolean;
            /** Is Stopped */
            is_stopped: boolean;
            /** Is Time Zone Known */
            is_time_zone_known: boolean;
            /** Name */
            name: string | null;
            organization: components["schemas"]["Organization"] | null;
            /** Refusal */
            refusal: string | null;
            /** Rights */
            rights: components["schemas"]["Right"][];
            /**
             * Setup
             * @enum {string}
             */
            setup: "first_sync" | "ready";
            /** Time Zone */
            time_zone: string;
        };
        /**
         * Mirror
         * @description The age of the data, and the syncs that say why.
         */
        Mirror: {
            active_sync: components["schemas"]["Sync"] | null;
            /** Age Seconds */
            age_seconds: number | null;
            last_sync: components["schemas"]["Sync"] | null;
            /** Synced At */
            synced_at: string | null;
        };
        /**
         * ModeIn
         * @description Draft, test or live; `is_confirmed` as in a task's draft.
         */
        ModeIn: {
            /** Is Confirmed */
            is_confirmed?: boolean;
            /**
             * Mode
             * @enum {string}
             */
            mode: "draft" | "test" | "live";
        };
        /**
         * NamedUser
         * @description A user in a list of names.
         */
        NamedUser: {
            /** Account Id */
            account_id: string;
            /** Email */
            email: string | null;
            /** Name */
            name: string;
        };
        /**
         * NeverActiveCondition
         * @description Never active: overall, or in any or all of the chosen `apps`; if wanted, added at least so many days ago.
         */
        NeverActiveCondition: {
            /** Added Before Days */
            added_before_days?: number | null;
            /** Apps */
            apps?: string[];
            /**
             * Match
             * @enum {string}
             */
            match?: "any" | "all";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "never_active";
        };
        /**
         * NewChannel
         * @description The channel that was added; `secret` signs its webhooks and is shown this once.
         */
        NewChannel: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["Person"];
            /** Events */
            events: ("run.succeeded" | "run.partial" | "run.failed" | "run.tested" | "run.held" | "run.missed" | "run.skipped" | "run.cancelled" | "run.came_back" | "runs.stopped" | "sync.failed" | "key.expiring" | "key.dead")[];
            /** Has Secret */
            has_secret: boolean;
            /** Id */
            id: number;
            /** Is Active */
            is_active: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "webhook" | "email";
            /** Name */
            name: string;
            /** Old Secret Until */
            old_secret_until: string | null;
            /** Recipients */
            recipients: string[] | null;
            /** Secret */
            secret: string | null;
            /** Unconfirmed */
            unconfirmed: string[];
            /** Url */
            url: string | null;
        };
        /**
         * NewSecret
         * @description The new secret, shown this once. The one before signs as well until `old_secret_until`.
         */
        NewSecret: {
            /** Old Secret Until */
            old_secret_until: string | null;
            /** Secret */
            secret: string;
        };
        /**
         * Notification
         * @description One line of the delivery log; `message_id` is the same in every try.
         */
        Notification: {
            /** Channel Id */
            channel_id: number;
            /** Channel Name */
            channel_name: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Event
             * @enum {string}
             */
            event: "run.succeeded" | "run.partial" | "run.failed" | "run.tested" | "run.held" | "run.missed" | "run.skipped" | "run.cancelled" | "run.came_back" | "run.expired" | "runs.stopped" | "four_eyes.off" | "sync.failed" | "key.expiring" | "key.dead" | "test" | "recipient.confirm";
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "webhook" | "email";
            /** Message Id */
            message_id: string;
            /** Most Tries */
            most_tries: number;
            /** Next Try At */
            next_try_at: string | null;
            /** Path */
            path: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "delivered" | "failed";
            /** Title */
            title: string | null;
            /** Tries */
            tries: components["schemas"]["NotificationTry"][];
        };
        /**
         * NotificationPage
         * @description Notifications, newest first.
         */
        NotificationPage: {
            /** Items */
            items: components["schemas"]["Notification"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * NotificationQuery
         * @description Page of the delivery log: its cursor.
         */
        NotificationQuery: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
        };
        /**
         * NotificationTry
         * @description One try: the HTTP or SMTP code of the answer, or what went wrong.
         */
        NotificationTry: {
            /** Duration Ms */
            duration_ms: number;
            /** Error */
            error: string | null;
            fault: components["schemas"]["Fault"] | null;
            /** Number */
            number: number;
            /** Status */
            status: number | null;
            /**
             * Tried At
             * Format: date-time
             */
            tried_at: string;
        };
        /**
         * NotificationVitals
         * @description Notifications under way, and given up within a day.
         */
        NotificationVitals: {
            /** Failed Last Day */
            failed_last_day: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * OnceSchedule
         * @description On one day at an hour, and never again.
         */
        OnceSchedule: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Hour */
            hour: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "once";
        };
        /**
         * Operation
         * @description One line of a run's log.
         */
        Operation: {
            /** Account Id */
            account_id: string;
            /** Action */
            action: string;
            /** Came Back At */
            came_back_at: string | null;
            /** Changes */
            changes: components["schemas"]["Changed"][];
            /** Details */
            details: components["schemas"]["Detail"][];
            /** Duration Ms */
            duration_ms: number | null;
            /** Error */
            error: string | null;
            /** Later Run */
            later_run: number | null;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "planned" | "started" | "succeeded" | "skipped" | "failed" | "would_change" | "would_skip" | "would_fail";
            /** Position */
            position: number;
            /** Reason */
            reason: string | null;
            /** Reason Text */
            reason_text: string | null;
            /** Started At */
            started_at: string | null;
            /** Target Id */
            target_id: string;
            /** Target Kind */
            target_kind: string;
            /** Target Name */
            target_name: string;
            /** User Email */
            user_email: string | null;
            /** User Name */
            user_name: string | null;
        };
        /**
         * OperationPage
         * @description Operations in the order of the plan.
         */
        OperationPage: {
            /** Items */
            items: components["schemas"]["Operation"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * OperationQuery
         * @description Filter and cursor of a run's operations; `has_come_back`: those alone that somebody else has changed back.
         */
        OperationQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Has Come Back
             * @default false
             */
            has_come_back: boolean;
            /**
             * Limit
             * @default 50
             */
            limit: number;
            /**
             * Outcome
             * @default null
             */
            outcome: ("planned" | "started" | "succeeded" | "skipped" | "failed" | "would_change" | "would_skip" | "would_fail") | null;
        };
        /**
         * Organization
         * @description The connected organization. The key itself is never shown again.
         */
        Organization: {
            /** Days Left */
            days_left: number;
            /** Dead Reason */
            dead_reason: string | null;
            /**
             * Expires On
             * Format: date
             */
            expires_on: string;
            /** Key Fingerprint */
            key_fingerprint: string;
            /**
             * Key Status
             * @enum {string}
             */
            key_status: "verified" | "dead";
            /** Name */
            name: string;
            /** Org Id */
            org_id: string;
        };
        /**
         * OrganizationIn
         * @description Request to connect an organization: id, key and its expiry.
         */
        OrganizationIn: {
            /** Api Key */
            api_key: string;
            /**
             * Expires On
             * Format: date
             */
            expires_on: string;
            /** Inactivity Days */
            inactivity_days?: number | null;
            /** Language */
            language?: ("en" | "de") | null;
            /** Org Id */
            org_id: string;
            /** Recipients */
            recipients?: string[] | null;
            /** Time Zone */
            time_zone?: string | null;
        };
        /**
         * Outage
         * @description A run or sync that waits because Atlassian fails: how, since when, and when it tries again (null: now).
         */
        Outage: {
            /** Next Try At */
            next_try_at: string | null;
            /**
             * Reason
             * @enum {string}
             */
            reason: "down" | "silent" | "unreadable" | "key_in_doubt";
            /**
             * Since
             * Format: date-time
             */
            since: string;
        };
        /**
         * PeopleCondition
         * @description Is one of a pasted list: emails (whatever has an `@`; case and width do not count) or account ids (exact).
         */
        PeopleCondition: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "people";
            /** Values */
            values: string[];
        };
        /**
         * PeopleIn
         * @description People of a held plan.
         */
        PeopleIn: {
            /** Account Ids */
            account_ids: string[];
        };
        /**
         * Person
         * @description Actor of an event; the name is resolved when shown and may be unknown.
         */
        Person: {
            /** Account Id */
            account_id: string;
            /** Name */
            name: string | null;
        };
        /**
         * PersonChanges
         * @description Before and after of a person in a run, from before its first write to them to after its last one.
         */
        PersonChanges: {
            /** Changes */
            changes: components["schemas"]["Changed"][];
            /** First At */
            first_at: string | null;
            /** Last At */
            last_at: string | null;
            person: components["schemas"]["Person"];
        };
        /**
         * PersonChangesPage
         * @description People whom a run changed, in the order of its plan.
         */
        PersonChangesPage: {
            /** Items */
            items: components["schemas"]["PersonChanges"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * PersonChangesQuery
         * @description Page of the people of a run: filter and cursor.
         */
        PersonChangesQuery: {
            /**
             * Account Id
             * @default null
             */
            account_id: string | null;
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Limit
             * @default 25
             */
            limit: number;
        };
        /**
         * PickerQuery
         * @description A search in a picker.
         */
        PickerQuery: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
            /**
             * Search
             * @default null
             */
            search: string | null;
        };
        /**
         * PlannedOperation
         * @description Planned operation of a preview: a step that a run would do, or skip with its reason.
         */
        PlannedOperation: {
            /** Action */
            action: string;
            /** Details */
            details: components["schemas"]["Detail"][];
            /** Is Failing */
            is_failing: boolean;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "planned" | "skipped" | "failed";
            /** Reason */
            reason: string | null;
            /** Reason Text */
            reason_text: string | null;
            /** Target Id */
            target_id: string;
            /** Target Kind */
            target_kind: string;
            /** Target Name */
            target_name: string;
        };
        /**
         * PlannedUser
         * @description One user's plan.
         */
        PlannedUser: {
            /** Account Id */
            account_id: string;
            /** Email */
            email: string | null;
            /** Name */
            name: string;
            /** Operations */
            operations: components["schemas"]["PlannedOperation"][];
        };
        /**
         * Preview
         * @description Preview of a run on the present mirror. Nothing is written.
         *
         *     Totals are exact over all matching users and given with the first page only, null when they were not asked for; how
         *     many match comes with the first page of a task's or a bulk operation's preview in any case.
         *     `holds`: why a run of this size would wait for a release, apart from the task's own limit.
         *     `groups_read_at`: as of when the members of the groups that are named are known at least; null when none is named.
         */
        Preview: {
            /** Affected Users */
            affected_users: number | null;
            /** Data Read At */
            data_read_at: string | null;
            /** Failed */
            failed: {
                [key: string]: number;
            } | null;
            /** Failing Users */
            failing_users: number | null;
            /** Groups Read At */
            groups_read_at: string | null;
            /** Holds */
            holds: components["schemas"]["Hold"][] | null;
            /** Matched Users */
            matched_users: number | null;
            /** Next Cursor */
            next_cursor: string | null;
            /** Planned Operations */
            planned_operations: number | null;
            /** Skipped */
            skipped: {
                [key: string]: number;
            } | null;
            /** Users */
            users: components["schemas"]["PlannedUser"][];
            /** Warnings */
            warnings: components["schemas"]["Caution"][];
        };
        /**
         * PreviewIn
         * @description A draft to preview; `task_id` is the task that it edits, `cursor` continues the list of users.
         *
         *     Without totals the first page comes at once. `watch`: how far the totals are can be asked for by this name.
         */
        PreviewIn: {
            /** Actions */
            actions: (components["schemas"]["GroupsAction"] | components["schemas"]["AppsAction"] | components["schemas"]["UserAction"] | components["schemas"]["AccountAction"])[];
            /** Cursor */
            cursor?: string | null;
            /** Filter Id */
            filter_id?: number | null;
            /** Has Totals */
            has_totals?: boolean;
            /** Is Confirmed */
            is_confirmed?: boolean;
            /** Is Schedule Active */
            is_schedule_active?: boolean;
            /** Limit */
            limit?: number;
            /** Max Users */
            max_users?: number | null;
            /** Mode */
            mode?: ("draft" | "test" | "live") | null;
            /** Name */
            name: string;
            /** Schedule */
            schedule: components["schemas"]["ManualSchedule"] | components["schemas"]["WeeklySchedule"] | components["schemas"]["IntervalSchedule"] | components["schemas"]["OnceSchedule"];
            /** Task Id */
            task_id?: number | null;
            /** Time Zone */
            time_zone?: string | null;
            /** Watch */
            watch?: string | null;
        };
        /**
         * PreviewProgress
         * @description How many people the totals of a preview have looked at so far; null while nothing is known of them.
         */
        PreviewProgress: {
            /** Looked At */
            looked_at: number | null;
        };
        /**
         * PreviewProgressQuery
         * @description Of which preview: the `watch` that it was asked for with.
         */
        PreviewProgressQuery: {
            /** Watch */
            watch: string;
        };
        /**
         * Problem
         * @description RFC 9457 problem details; `code` is stable, `errors` names fields.
         */
        Problem: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["Violation"][] | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /**
         * ProcessVitals
         * @description How many processes of a kind live, and when one was last seen; null: never.
         */
        ProcessVitals: {
            /** Alive */
            alive: number;
            /** Seen At */
            seen_at: string | null;
        };
        /**
         * ProspectList
         * @description All tasks by name.
         */
        ProspectList: {
            /** Items */
            items: components["schemas"]["TaskProspect"][];
        };
        /**
         * ProtectedEntry
         * @description A user, group or domain that no task may touch; people_count: of the mirror, now.
         *
         *     address_unknown: how many a domain spares for want of their address. never_matches: no account can be at it. gone:
         *     the group no longer exists; says whether another one of its name can take its place.
         */
        ProtectedEntry: {
            /** Address Unknown */
            address_unknown: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["Person"];
            /** Expires At */
            expires_at: string | null;
            gone: components["schemas"]["Caution"] | null;
            /** Id */
            id: number;
            /** Includes Subdomains */
            includes_subdomains: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "user" | "group" | "domain";
            /** Label */
            label: string;
            /** Never Matches */
            never_matches: boolean;
            /** People Count */
            people_count: number;
            /** Reason */
            reason: string;
            /** Value */
            value: string;
        };
        /**
         * ProtectedEntryIn
         * @description New protected entry: user, group or domain, the reason and an end.
         */
        ProtectedEntryIn: {
            /** Expires At */
            expires_at?: string | null;
            /** Includes Subdomains */
            includes_subdomains?: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "user" | "group" | "domain";
            /** Reason */
            reason: string;
            /** Value */
            value: string;
        };
        /**
         * ProtectedList
         * @description All protected entries.
         */
        ProtectedList: {
            /** Items */
            items: components["schemas"]["ProtectedEntry"][];
        };
        /**
         * Queued
         * @description Answer to a notification that was queued; the delivery log tells how it goes.
         */
        Queued: {
            /** Notification Id */
            notification_id: number;
        };
        /**
         * RecentChanges
         * @description How much changed about people since yesterday began, and how much of it no run of ours did.
         */
        RecentChanges: {
            /** By Others */
            by_others: number;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Total */
            total: number;
        };
        /**
         * ReferenceRepair
         * @description How many filters, tasks and protected entries name the new thing now.
         */
        ReferenceRepair: {
            /** Filters */
            filters: number;
            /** Protected */
            protected: number;
            /** Tasks */
            tasks: number;
        };
        /**
         * RehearsalKey
         * @description Key of the rehearsal organization of a development server.
         */
        RehearsalKey: {
            /** Api Key */
            api_key: string;
            /**
             * Expires On
             * Format: date
             */
            expires_on: string;
            /** Org Id */
            org_id: string;
        };
        /**
         * Release
         * @description Rule of release of a held plan: people who may and who may not.
         *
         *     rule: `one_admin` when no other organization admin is known, so that the rule rests. is_allowed: whether the caller
         *     may. is_stop_gap: every organization admin had a hand in the plan, so that some of them may all the same.
         *     taken_out: the first of the people who were taken out of the plan.
         */
        Release: {
            /** Hands */
            hands: components["schemas"]["Hand"][];
            /** Is Allowed */
            is_allowed: boolean;
            /** Is Stop Gap */
            is_stop_gap: boolean;
            /** May Release */
            may_release: components["schemas"]["Person"][];
            /**
             * Rule
             * @enum {string}
             */
            rule: "applies" | "off" | "one_admin";
            /** Taken Out */
            taken_out: components["schemas"]["Person"][];
            /** Taken Out Users */
            taken_out_users: number;
        };
        /**
         * RepairIn
         * @description Request to repair a reference: the id that is gone and the one that takes its place, of one kind.
         */
        RepairIn: {
            /** Gone Id */
            gone_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "group" | "app" | "site";
            /** New Id */
            new_id: string;
        };
        /**
         * RestoredPage
         * @description A page of them.
         */
        RestoredPage: {
            /** Items */
            items: components["schemas"]["RestoredUser"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RestoredQuery
         * @description Page of restored users: its cursor.
         */
        RestoredQuery: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /**
         * RestoredUser
         * @description A user from whom tasks take nothing for a time, because an undo or a bulk restore gave something back.
         */
        RestoredUser: {
            /** Id */
            id: number;
            /**
             * Restored At
             * Format: date-time
             */
            restored_at: string;
            restored_by: components["schemas"]["Person"] | null;
            /** Run Id */
            run_id: number;
            /**
             * Spared Until
             * Format: date-time
             */
            spared_until: string;
            user: components["schemas"]["Person"];
        };
        /**
         * ResultPartQuery
         * @description A part of a run's result: the first one, or the one behind a cursor.
         */
        ResultPartQuery: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Format
             * @default json
             * @enum {string}
             */
            format: "csv" | "json";
        };
        /**
         * Right
         * @description Right of a person in the app; each route and each switch of the page asks for one.
         * @enum {string}
         */
        Right: "browse" | "automate" | "stop" | "release" | "configure" | "connect";
        /**
         * RoleList
         * @description Role ids that somebody in the organization holds.
         */
        RoleList: {
            /** Items */
            items: string[];
        };
        /**
         * RolesCondition
         * @description Holds any or none of the roles, in the organization or on any app (admin API contract 5.3; an open list).
         */
        RolesCondition: {
            /**
             * Match
             * @enum {string}
             */
            match?: "any" | "none";
            /** Roles */
            roles: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "roles";
        };
        /**
         * Run
         * @description A run with what was frozen at its start and what can be done with it now.
         */
        Run: {
            /** Action Sentences */
            action_sentences: string[];
            approved_by: components["schemas"]["Person"] | null;
            blackout: components["schemas"]["Blackout"] | null;
            /** Came Back */
            came_back: number;
            /** Can Approve */
            can_approve: boolean;
            /** Can Cancel */
            can_cancel: boolean;
            /** Can Undo */
            can_undo: boolean;
            /** Cancel Requested At */
            cancel_requested_at: string | null;
            counts: components["schemas"]["RunCounts"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Data Read At */
            data_read_at: string | null;
            /** Eta Seconds */
            eta_seconds: number | null;
            /** Failed Users */
            failed_users: number | null;
            /** Filter Name */
            filter_name: string | null;
            /** Filter Sentence */
            filter_sentence: string | null;
            /** Finished At */
            finished_at: string | null;
            /** First People */
            first_people: number | null;
            /** Groups Read At */
            groups_read_at: string | null;
            /** Held Until */
            held_until: string | null;
            /** Holds */
            holds: components["schemas"]["Hold"][];
            /** Id */
            id: number;
            looked_at: components["schemas"]["LookedAt"] | null;
            /** Max Users */
            max_users: number | null;
            /**
             * Mode
             * @enum {string}
             */
            mode: "test" | "live";
            /** Name */
            name: string;
            /** Plan Hash */
            plan_hash: string | null;
            /** Planned Users */
            planned_users: number | null;
            /** Reason */
            reason: string | null;
            /** Reason Text */
            reason_text: string | null;
            release: components["schemas"]["Release"] | null;
            /** Remains */
            remains: {
                [key: string]: number;
            };
            requested_by: components["schemas"]["Person"] | null;
            /** Scheduled For */
            scheduled_for: string | null;
            /** Specification */
            specification: {
                [key: string]: unknown;
            };
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "syncing" | "planning" | "held" | "running" | "succeeded" | "partial" | "failed" | "tested" | "cancelled" | "missed" | "skipped";
            /** Task Id */
            task_id: number | null;
            /**
             * Trigger
             * @enum {string}
             */
            trigger: "scheduled" | "manual" | "bulk" | "undo";
            /** Undo Of */
            undo_of: number | null;
            /** Undone By */
            undone_by: number | null;
            waiting: components["schemas"]["Outage"] | null;
            waits_for: components["schemas"]["WaitsFor"] | null;
        };
        /**
         * RunCounts
         * @description How many users matched and were affected, and operations by outcome and reason.
         *
         *     `failing`: how many of the planned ones are known to fail; `failing_users`: who has such steps in the plan.
         *     Of a test run nothing was done, skipped or failed: its steps are told by `would_change`, `would_skip` and
         *     `would_fail`, and the reasons are those of what would be.
         */
        RunCounts: {
            /**
             * Affected
             * @default 0
             */
            affected: number;
            /**
             * Failed
             * @default 0
             */
            failed: number;
            /** Failed By Reason */
            failed_by_reason: {
                [key: string]: number;
            };
            /**
             * Failing
             * @default 0
             */
            failing: number;
            /**
             * Failing Users
             * @default 0
             */
            failing_users: number;
            /**
             * Matched
             * @default 0
             */
            matched: number;
            /**
             * Planned
             * @default 0
             */
            planned: number;
            /**
             * Skipped
             * @default 0
             */
            skipped: number;
            /** Skipped By Reason */
            skipped_by_reason: {
                [key: string]: number;
            };
            /**
             * Succeeded
             * @default 0
             */
            succeeded: number;
            /**
             * Total
             * @default 0
             */
            total: number;
            /**
             * Would Change
             * @default 0
             */
            would_change: number;
            /**
             * Would Fail
             * @default 0
             */
            would_fail: number;
            /**
             * Would Skip
             * @default 0
             */
            would_skip: number;
        };
        /**
         * RunPage
         * @description Runs, newest first.
         */
        RunPage: {
            /** Items */
            items: components["schemas"]["RunSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RunQuery
         * @description Filter and cursor of the list of runs.
         */
        RunQuery: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Limit
             * @default 25
             */
            limit: number;
            /**
             * Task Id
             * @default null
             */
            task_id: number | null;
        };
        /**
         * RunSummary
         * @description A run in a list.
         */
        RunSummary: {
            blackout: components["schemas"]["Blackout"] | null;
            /** Came Back */
            came_back: number;
            counts: components["schemas"]["RunCounts"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "test" | "live";
            /** Name */
            name: string;
            /** Planned Users */
            planned_users: number | null;
            /** Reason */
            reason: string | null;
            /** Reason Text */
            reason_text: string | null;
            requested_by: components["schemas"]["Person"] | null;
            /** Scheduled For */
            scheduled_for: string | null;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "syncing" | "planning" | "held" | "running" | "succeeded" | "partial" | "failed" | "tested" | "cancelled" | "missed" | "skipped";
            /** Task Id */
            task_id: number | null;
            /**
             * Trigger
             * @enum {string}
             */
            trigger: "scheduled" | "manual" | "bulk" | "undo";
            waits_for: components["schemas"]["WaitsFor"] | null;
        };
        /**
         * SavedFilter
         * @description Saved criteria, read back as a sentence.
         */
        SavedFilter: {
            created_by: components["schemas"]["Person"];
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Sentence */
            sentence: string;
            /** Specification */
            specification: components["schemas"]["FilterSpecification"];
            /** Task Count */
            task_count: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            updated_by: components["schemas"]["Person"];
            /** Version */
            version: number;
        };
        /**
         * SavedFilterIn
         * @description A filter to save.
         */
        SavedFilterIn: {
            /** Name */
            name: string;
            /** Specification */
            specification: components["schemas"]["FilterSpecification"];
        };
        /**
         * SavedFilterList
         * @description All saved filters of the tenant by name.
         */
        SavedFilterList: {
            /** Items */
            items: components["schemas"]["SavedFilter"][];
        };
        /**
         * SavedFilterUpdate
         * @description An edit; `version` is the one that was read, so that nobody's edit is overwritten.
         */
        SavedFilterUpdate: {
            /** Name */
            name: string;
            /** Specification */
            specification: components["schemas"]["FilterSpecification"];
            /** Version */
            version: number;
        };
        /**
         * ScheduleActiveIn
         * @description The toggle in the list; `is_confirmed` as in a task's draft.
         */
        ScheduleActiveIn: {
            /** Is Confirmed */
            is_confirmed?: boolean;
            /** Is Schedule Active */
            is_schedule_active: boolean;
        };
        /**
         * ScheduleIn
         * @description A schedule to try.
         */
        ScheduleIn: {
            /** Schedule */
            schedule: components["schemas"]["ManualSchedule"] | components["schemas"]["WeeklySchedule"] | components["schemas"]["IntervalSchedule"] | components["schemas"]["OnceSchedule"];
            /** Takes Away */
            takes_away?: boolean;
            /** Time Zone */
            time_zone?: string | null;
        };
        /**
         * SchedulePreview
         * @description The next five runs, and in `slots` between them those that do not start.
         */
        SchedulePreview: {
            /** Next Runs */
            next_runs: string[];
            /** Sentence */
            sentence: string;
            /** Slots */
            slots: components["schemas"]["ForeseenSlot"][];
            /** Time Zone */
            time_zone: string;
            /** Warnings */
            warnings: components["schemas"]["Caution"][];
        };
        /**
         * Settings
         * @description Settings of the tenant. `is_time_zone_known` is false when the zone data no longer has the stored name.
         */
        Settings: {
            /** Are Activity Days Kept */
            are_activity_days_kept: boolean;
            /** Are Product Admins Allowed */
            are_product_admins_allowed: boolean;
            /** Are Schedules Confirmed */
            are_schedules_confirmed: boolean;
            /** Are User Access Admins Allowed */
            are_user_access_admins_allowed: boolean;
            /** Blackout Weekdays */
            blackout_weekdays: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
            /** Change Retention Months */
            change_retention_months: number;
            /** Daily Sync Hour */
            daily_sync_hour: number;
            /** Inactivity Days */
            inactivity_days: number;
            /** Is Four Eyes Required */
            is_four_eyes_required: boolean;
            /** Is Stopped */
            is_stopped: boolean;
            /** Is Sync Hour Quiet */
            is_sync_hour_quiet: boolean;
            /** Is Time Zone Known */
            is_time_zone_known: boolean;
            /**
             * Language
             * @enum {string}
             */
            language: "en" | "de";
            /** Limit People */
            limit_people: number;
            /** Limit Percent */
            limit_percent: number;
            /** Organization Admins */
            organization_admins: number;
            /** Restored Grace Days */
            restored_grace_days: number;
            /** Run Retention Days */
            run_retention_days: number;
            /** Time Zone */
            time_zone: string;
            /** Young Account Days */
            young_account_days: number;
        };
        /**
         * SettingsIn
         * @description Settings to change; absent ones stay.
         */
        SettingsIn: {
            /** Are Activity Days Kept */
            are_activity_days_kept?: boolean | null;
            /** Are Product Admins Allowed */
            are_product_admins_allowed?: boolean | null;
            /** Are Schedules Confirmed */
            are_schedules_confirmed?: true | null;
            /** Are User Access Admins Allowed */
            are_user_access_admins_allowed?: boolean | null;
            /** Blackout Weekdays */
            blackout_weekdays?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[] | null;
            /** Change Retention Months */
            change_retention_months?: number | null;
            /** Daily Sync Hour */
            daily_sync_hour?: number | null;
            /** Inactivity Days */
            inactivity_days?: number | null;
            /** Is Four Eyes Required */
            is_four_eyes_required?: boolean | null;
            /** Is Stopped */
            is_stopped?: boolean | null;
            /** Is Sync Hour Quiet */
            is_sync_hour_quiet?: boolean | null;
            /** Language */
            language?: ("en" | "de") | null;
            /** Limit People */
            limit_people?: number | null;
            /** Limit Percent */
            limit_percent?: number | null;
            /** Restored Grace Days */
            restored_grace_days?: number | null;
            /** Run Retention Days */
            run_retention_days?: number | null;
            /** Time Zone */
            time_zone?: string | null;
            /** Young Account Days */
            young_account_days?: number | null;
        };
        /**
         * SiteList
         * @description All sites of the organization.
         */
        SiteList: {
            /** Items */
            items: components["schemas"]["SiteReference"][];
        };
        /**
         * SiteReference
         * @description A site of the organization.
         */
        SiteReference: {
            /** Name */
            name: string;
            /** Site Id */
            site_id: string;
        };
        /**
         * SitesCondition
         * @description Has access to an app on any, all or none of the sites.
         */
        SitesCondition: {
            /**
             * Match
             * @enum {string}
             */
            match?: "any" | "all" | "none";
            /** Sites */
            sites: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sites";
        };
        /**
         * SpecificationIn
         * @description A filter that need not be saved.
         */
        SpecificationIn: {
            /** Specification */
            specification: components["schemas"]["FilterSpecification"];
        };
        /**
         * StatusCondition
         * @description The composite status is one of the given (admin API contract 5.2); a word that is none of ours is not known.
         */
        StatusCondition: {
            /** Statuses */
            statuses: ("active" | "suspended" | "deactivated" | "not_invited" | "for_deletion")[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "status";
        };
        /**
         * StoppedTask
         * @description A task with an action that is not carried out.
         */
        StoppedTask: {
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * Sync
         * @description One refresh of the mirror.
         */
        Sync: {
            /** Api Calls */
            api_calls: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Error */
            error: string | null;
            fault: components["schemas"]["Fault"] | null;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "first" | "daily" | "manual" | "before_run" | "after_run";
            progress: components["schemas"]["SyncProgress"];
            requested_by: components["schemas"]["Person"] | null;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "succeeded" | "failed";
            waiting: components["schemas"]["Outage"] | null;
        };
        /**
         * SyncProgress
         * @description How far a sync is; `eta_seconds` is null until it can be told honestly.
         */
        SyncProgress: {
            /**
             * Calls Done
             * @default 0
             */
            calls_done: number;
            /**
             * Calls Expected
             * @default null
             */
            calls_expected: number | null;
            /**
             * Eta Seconds
             * @default null
             */
            eta_seconds: number | null;
            /**
             * Groups Done
             * @default 0
             */
            groups_done: number;
            /**
             * Groups Total
             * @default null
             */
            groups_total: number | null;
            /**
             * Users Done
             * @default 0
             */
            users_done: number;
            /**
             * Users Total
             * @default null
             */
            users_total: number | null;
            /**
             * Walks Done
             * @default 0
             */
            walks_done: number;
            /**
             * Walks Total
             * @default null
             */
            walks_total: number | null;
        };
        /**
         * Task
         * @description An automated task with everything its row in the list shows.
         *
         *     `names` are those of the groups and apps that it acts on, by id; what is gone has none.
         */
        Task: {
            /** Action Sentences */
            action_sentences: string[];
            /** Actions */
            actions: (components["schemas"]["GroupsAction"] | components["schemas"]["AppsAction"] | components["schemas"]["UserAction"] | components["schemas"]["AccountAction"])[];
            filter: components["schemas"]["FilterReference"] | null;
            /** Id */
            id: number;
            /** Is Schedule Active */
            is_schedule_active: boolean;
            last_run: components["schemas"]["RunSummary"] | null;
            last_test: components["schemas"]["LastTest"] | null;
            /** Max Users */
            max_users: number | null;
            /**
             * Mode
             * @enum {string}
             */
            mode: "draft" | "test" | "live";
            /** Name */
            name: string;
            /** Names */
            names: {
                [key: string]: string;
            };
            /** Next Run At */
            next_run_at: string | null;
            /** Next Slots */
            next_slots: components["schemas"]["ForeseenSlot"][];
            /** No Next Run Code */
            no_next_run_code: string | null;
            /** No Next Run Reason */
            no_next_run_reason: string | null;
            /** Schedule */
            schedule: components["schemas"]["ManualSchedule"] | components["schemas"]["WeeklySchedule"] | components["schemas"]["IntervalSchedule"] | components["schemas"]["OnceSchedule"];
            /** Schedule Sentence */
            schedule_sentence: string;
            /** Time Zone */
            time_zone: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            updated_by: components["schemas"]["Person"];
            /** Version */
            version: number;
            /** Warnings */
            warnings: components["schemas"]["Caution"][];
        };
        /**
         * TaskDraft
         * @description A task as it is being configured. Without `max_users` the limit is proposed from a preview; null: no limit.
         *
         *     `is_confirmed`: false for a caller who has not asked yet whether the schedule may take something away from people;
         *     a save by which it begins to is then refused (409 with `affected_users` and `data_read_at`).
         *     `mode`: without it an edit leaves the mode as it is, and a new task is live.
         */
        TaskDraft: {
            /** Actions */
            actions: (components["schemas"]["GroupsAction"] | components["schemas"]["AppsAction"] | components["schemas"]["UserAction"] | components["schemas"]["AccountAction"])[];
            /** Filter Id */
            filter_id?: number | null;
            /** Is Confirmed */
            is_confirmed?: boolean;
            /** Is Schedule Active */
            is_schedule_active?: boolean;
            /** Max Users */
            max_users?: number | null;
            /** Mode */
            mode?: ("draft" | "test" | "live") | null;
            /** Name */
            name: string;
            /** Schedule */
            schedule: components["schemas"]["ManualSchedule"] | components["schemas"]["WeeklySchedule"] | components["schemas"]["IntervalSchedule"] | components["schemas"]["OnceSchedule"];
            /** Time Zone */
            time_zone?: string | null;
        };
        /**
         * TaskList
         * @description All tasks of the tenant by name.
         */
        TaskList: {
            /** Items */
            items: components["schemas"]["Task"][];
        };
        /**
         * TaskProspect
         * @description One task and the person: what it would do to them at `at`, the moment of its next run, or now without one.
         *
         *     mode: of a draft or a test it is told what it would do if it were live.
         *     prospect: `change` something would be changed; `fail` it would fail; `spared` a safety rule or an exemption spares
         *     them; `nothing` all is so already; `no_match`; `not_readable` the task has no filter, or cannot be understood;
         *     `not_looked_at` so many tasks name them that this one was not planned.
         */
        TaskProspect: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            exemption: components["schemas"]["Exemption"] | null;
            filter: components["schemas"]["FilterReference"] | null;
            /**
             * Mode
             * @enum {string}
             */
            mode: "draft" | "test" | "live";
            /** Next Run At */
            next_run_at: string | null;
            /** No Next Run Code */
            no_next_run_code: string | null;
            /** Operations */
            operations: components["schemas"]["PlannedOperation"][];
            /**
             * Prospect
             * @enum {string}
             */
            prospect: "change" | "fail" | "spared" | "nothing" | "no_match" | "not_readable" | "not_looked_at";
            /** Task Id */
            task_id: number;
            /** Task Name */
            task_name: string;
        };
        /**
         * TaskReference
         * @description A task, named.
         */
        TaskReference: {
            /** Id */
            id: number;
            /** Name */
            name: string;
        };
        /**
         * TaskUpdate
         * @description An edit; `version` is the one that was read.
         */
        TaskUpdate: {
            /** Actions */
            actions: (components["schemas"]["GroupsAction"] | components["schemas"]["AppsAction"] | components["schemas"]["UserAction"] | components["schemas"]["AccountAction"])[];
            /** Filter Id */
            filter_id?: number | null;
            /** Is Confirmed */
            is_confirmed?: boolean;
            /** Is Schedule Active */
            is_schedule_active?: boolean;
            /** Max Users */
            max_users?: number | null;
            /** Mode */
            mode?: ("draft" | "test" | "live") | null;
            /** Name */
            name: string;
            /** Schedule */
            schedule: components["schemas"]["ManualSchedule"] | components["schemas"]["WeeklySchedule"] | components["schemas"]["IntervalSchedule"] | components["schemas"]["OnceSchedule"];
            /** Time Zone */
            time_zone?: string | null;
            /** Version */
            version: number;
        };
        /**
         * TextCondition
         * @description Name or email contains the text (`%` and `_` mean themselves); case, accents and width do not count.
         */
        TextCondition: {
            /** Contains */
            contains: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "text";
        };
        /**
         * TimeZone
         * @description A zone with what somebody may call it: other names, countries, abbreviations, distance to UTC now.
         */
        TimeZone: {
            /** Aliases */
            aliases: string[];
            /** Countries */
            countries: string[];
            /** Country Names */
            country_names: string[];
            /** Name */
            name: string;
            /** Offset Minutes */
            offset_minutes: number;
            /** Words */
            words: string[];
        };
        /**
         * TimeZoneList
         * @description The zones that can be chosen, by name, UTC last. Their aliases are accepted, too.
         */
        TimeZoneList: {
            /** Items */
            items: components["schemas"]["TimeZone"][];
        };
        /**
         * UndoPreviewQuery
         * @description Page of an undo's preview; `has_totals` as for tasks.
         */
        UndoPreviewQuery: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /**
             * Has Totals
             * @default true
             */
            has_totals: boolean;
            /**
             * Limit
             * @default 25
             */
            limit: number;
        };
        /**
         * UndoQuery
         * @description How to undo; `is_emergency`: without waiting for a release, however many people it changes, and on any day.
         */
        UndoQuery: {
            /**
             * Is Emergency
             * @default false
             */
            is_emergency: boolean;
        };
        /**
         * Unmatched
         * @description Entries of pasted lists that match nobody: how many, and the first of them as they were typed.
         */
        Unmatched: {
            /** Count */
            count: number;
            /** Entries */
            entries: string[];
        };
        /**
         * UpcomingRun
         * @description A task that will run by itself.
         */
        UpcomingRun: {
            /** Name */
            name: string;
            /**
             * Next Run At
             * Format: date-time
             */
            next_run_at: string;
            /** Next Slots */
            next_slots: components["schemas"]["ForeseenSlot"][];
            /** Task Id */
            task_id: number;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * User
         * @description A row of the User Browser. `kind`: person, service_account, agent, app, customer, other; null: not known.
         */
        User: {
            /** Account Id */
            account_id: string;
            /** Added At */
            added_at: string | null;
            /** Apps */
            apps: components["schemas"]["UserApp"][];
            /** Claim */
            claim: string | null;
            /** Email */
            email: string | null;
            /** Groups */
            groups: components["schemas"]["UserGroup"][];
            /** Is Activity Known */
            is_activity_known: boolean;
            /** Is Org Admin */
            is_org_admin: boolean;
            /** Kind */
            kind: string | null;
            /** Last Active At */
            last_active_at: string | null;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Sites */
            sites: components["schemas"]["SiteReference"][];
            /** Status */
            status: string;
        };
        /**
         * UserAction
         * @description Suspend in, or restore to, each of the user's directories.
         */
        UserAction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "restore_user" | "suspend_user";
        };
        /**
         * UserActivity
         * @description When a user was last active in one app; null: never. takes_seat: they are billed for it.
         */
        UserActivity: {
            /** Granted By */
            granted_by: string[];
            /** Is Direct */
            is_direct: boolean;
            /** Label */
            label: string;
            /** Last Active At */
            last_active_at: string | null;
            /** Resource Id */
            resource_id: string;
            /** Takes Seat */
            takes_seat: boolean;
        };
        /**
         * UserApp
         * @description An app a user has access to, with the roles held there.
         */
        UserApp: {
            /** Label */
            label: string;
            /** Resource Id */
            resource_id: string;
            /** Roles */
            roles: string[];
        };
        /**
         * UserDetail
         * @description Everything that is known of one user.
         *
         *     odd_moments: what Atlassian gives instead of a moment, by `added_at`, `deactivated_on` or the resource id of an app.
         *     spared_for: why a task would take nothing from the user now, as the code of a reason; null: it may.
         */
        UserDetail: {
            /** Account Id */
            account_id: string;
            /** Activity */
            activity: components["schemas"]["UserActivity"][];
            /** Added At */
            added_at: string | null;
            /** Apps */
            apps: components["schemas"]["UserApp"][];
            /** Claim */
            claim: string | null;
            /** Directories */
            directories: components["schemas"]["UserDirectory"][];
            /** Email */
            email: string | null;
            /** Group Details */
            group_details: components["schemas"]["UserGroupDetail"][];
            /** Groups */
            groups: components["schemas"]["UserGroup"][];
            /** History */
            history: components["schemas"]["UserHistoryEntry"][];
            /** Is Activity Known */
            is_activity_known: boolean;
            /** Is Org Admin */
            is_org_admin: boolean;
            /** Kind */
            kind: string | null;
            /** Last Active At */
            last_active_at: string | null;
            /** Name */
            name: string;
            /** Odd Moments */
            odd_moments: {
                [key: string]: string;
            };
            /** Roles */
            roles: string[];
            /** Sites */
            sites: components["schemas"]["SiteReference"][];
            /** Spared For */
            spared_for: string | null;
            /** Status */
            status: string;
        };
        /**
         * UserDirectory
         * @description A directory the user is a member of.
         */
        UserDirectory: {
            /** Directory Id */
            directory_id: string;
            /** Name */
            name: string;
            /** Status */
            status: string;
        };
        /**
         * UserGroup
         * @description A group a user is in; access groups give an app.
         */
        UserGroup: {
            /** Group Id */
            group_id: string;
            /** Is Access Group */
            is_access_group: boolean;
            /** Name */
            name: string;
        };
        /**
         * UserGroupDetail
         * @description A group of one user, where it comes from and what it gives.
         */
        UserGroupDetail: {
            /** Grants */
            grants: string[];
            /** Group Id */
            group_id: string;
            /** Is Access Group */
            is_access_group: boolean;
            /** Is Externally Managed */
            is_externally_managed: boolean;
            /** Name */
            name: string;
        };
        /**
         * UserHistoryEntry
         * @description Entry of a user's history: one thing that Rollcall did to the user.
         */
        UserHistoryEntry: {
            /** Action */
            action: string;
            /** Finished At */
            finished_at: string | null;
            /** Outcome */
            outcome: string;
            /** Run Id */
            run_id: number;
            /** Run Name */
            run_name: string;
            /** Target Name */
            target_name: string;
        };
        /**
         * UserNumbers
         * @description All users by status.
         */
        UserNumbers: {
            /** By Status */
            by_status: {
                [key: string]: number;
            };
            /** Total */
            total: number;
        };
        /**
         * UserPage
         * @description A page of users, and how many match in all.
         */
        UserPage: {
            /** Items */
            items: components["schemas"]["User"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * UserSearchIn
         * @description Question of the User Browser: a filter, a search text, the site and app of the columns, order and page.
         */
        UserSearchIn: {
            /** App Id */
            app_id?: string | null;
            /** Cursor */
            cursor?: string | null;
            /**
             * Direction
             * @enum {string}
             */
            direction?: "asc" | "desc";
            /** Limit */
            limit?: number;
            /** Site Id */
            site_id?: string | null;
            /**
             * Sort
             * @enum {string}
             */
            sort?: "name" | "email" | "last_active" | "added";
            /** Specification */
            specification?: components["schemas"]["FilterSpecification"] | null;
            /** Text */
            text?: string | null;
        };
        /**
         * Violation
         * @description One thing wrong with the input: a JSON pointer into it, and what to do.
         *
         *     `code` is stable; `values` are what the sentence `detail` names.
         */
        Violation: {
            /** Code */
            code: ("required" | "too_long" | "too_few" | "too_many" | "too_small" | "too_large" | "not_whole" | "not_a_date" | "unlikely_year" | "blank_inside" | "no_actions" | "no_groups" | "no_apps" | "unknown_group" | "unknown_app" | "managed_group" | "added_and_removed" | "admin_target" | "beyond_reach" | "org_admins_action" | "suspended_and_restored" | "after_terminal" | "bad_hour" | "no_weekdays" | "bad_every" | "bad_start_date" | "bad_start_year" | "date_passed" | "bad_time_zone" | "filter_gone" | "filter_for_schedule" | "filter_for_preview" | "no_users" | "not_in_plan" | "days_missing" | "days_out_of_range" | "list_empty" | "list_too_long" | "text_missing" | "text_blank" | "text_too_long" | "text_characters" | "not_a_domain" | "domain_wildcard" | "domain_is_address" | "domain_is_url" | "domain_is_number" | "domain_without_dot" | "domain_too_long" | "no_alternatives" | "too_many_conditions" | "too_deep" | "too_many_entries" | "too_many_values" | "group_gone" | "app_gone" | "site_gone" | "name_taken" | "moment_passed" | "too_far_ahead" | "ends_before_start" | "range_too_long" | "bad_org_id" | "site_elsewhere" | "wrong_key" | "user_token" | "scoped_key" | "wrong_organization" | "not_org_admin" | "expired_key" | "too_long_lived" | "url_characters" | "not_an_address" | "no_https" | "url_secrets" | "plain_http" | "private_network" | "host_unknown" | "host_private" | "no_recipients" | "not_an_email") | "invalid";
            /** Detail */
            detail: string;
            /** Pointer */
            pointer: string;
            /** Values */
            values: {
                [key: string]: string | number;
            };
        };
        /**
         * Waiting
         * @description Runs and syncs of the organization that wait for a worker, and how long the oldest does.
         */
        Waiting: {
            /** Age Seconds */
            age_seconds: number;
            /** Count */
            count: number;
        };
        /**
         * WaitsFor
         * @description The run in front that a run waits for, as both would change the same of so many people.
         */
        WaitsFor: {
            /** Name */
            name: string;
            /** People */
            people: number;
            /** Run Id */
            run_id: number;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Task Id */
            task_id: number | null;
        };
        /**
         * WeeklySchedule
         * @description On one or more weekdays at an hour.
         */
        WeeklySchedule: {
            /** Hour */
            hour: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "weekly";
            /** Weekdays */
            weekdays: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_apps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                account_id?: string | null;
                cursor?: string | null;
                since?: string | null;
                subject?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_audit: {
        parameters: {
            query?: {
                account_id?: string | null;
                cursor?: string | null;
                format?: "csv" | "jsonl";
                since?: string | null;
                subject?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePart"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prove_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogProof"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_blackouts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlackoutEntryList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_blackout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlackoutEntryIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlackoutEntry"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_blackout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blackout_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkPreviewIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                account_id?: string | null;
                app?: string | null;
                cause?: ("ours" | "others") | null;
                change?: components["schemas"]["Change"] | null;
                cursor?: string | null;
                group_id?: string | null;
                kind?: components["schemas"]["ChangeKind"] | null;
                limit?: number;
                q?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_changes: {
        parameters: {
            query?: {
                account_id?: string | null;
                app?: string | null;
                cause?: ("ours" | "others") | null;
                change?: components["schemas"]["Change"] | null;
                format?: "csv" | "json";
                group_id?: string | null;
                kind?: components["schemas"]["ChangeKind"] | null;
                q?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>[];
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_changes_part: {
        parameters: {
            query?: {
                account_id?: string | null;
                app?: string | null;
                cause?: ("ours" | "others") | null;
                change?: components["schemas"]["Change"] | null;
                cursor?: string | null;
                format?: "csv" | "json";
                group_id?: string | null;
                kind?: components["schemas"]["ChangeKind"] | null;
                q?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePart"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_channels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_channel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewChannel"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_recipients: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_channel_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSecret"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_dashboard: {
        parameters: {
            query?: {
                site_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_dashboard_history: {
        parameters: {
            query?: {
                days?: number;
                site_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DashboardHistory"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_earlier_installations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarlierInstallations"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    link_earlier_installation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                earlier_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_email_domains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_filters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilterList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedFilterIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilter"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilter"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedFilterUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilter"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_filter: {
        parameters: {
            query?: {
                confirm?: boolean;
            };
            header?: never;
            path: {
                filter_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_filter_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpecificationIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterChange"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    copy_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterCopyIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilter"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    describe_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpecificationIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterDescription"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_groups: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_examination: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Examination"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    examine_organization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Examination"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mirror: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mirror"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    repeat_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_organization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rehearsal_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RehearsalKey"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_over_organization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_protected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_protected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProtectedEntryIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedEntry"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_protected: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    repair_references: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RepairIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferenceRepair"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_restored: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestoredPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_sparing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                restored_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                task_id?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_operations: {
        parameters: {
            query?: {
                account_id?: string | null;
                cursor?: string | null;
                has_come_back?: boolean;
                limit?: number;
                outcome?: ("planned" | "started" | "succeeded" | "skipped" | "failed" | "would_change" | "would_skip" | "would_fail") | null;
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_changed_people: {
        parameters: {
            query?: {
                account_id?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonChangesPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_back_into_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_result_csv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_result_json: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_result_part: {
        parameters: {
            query?: {
                cursor?: string | null;
                format?: "csv" | "json";
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePart"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_out_of_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_run: {
        parameters: {
            query?: {
                is_emergency?: boolean;
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_undo: {
        parameters: {
            query?: {
                cursor?: string | null;
                has_totals?: boolean;
                limit?: number;
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_sync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sync_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_task: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskDraft"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clone_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_exemptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExemptionList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_exemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
                task_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExemptionIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exemption"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_exemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_task_mode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModeIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_task_now: {
        parameters: {
            query?: {
                is_emergency?: boolean;
            };
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_schedule_active: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleActiveIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_task: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_preview_progress: {
        parameters: {
            query: {
                watch: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewProgress"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchedulePreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_time_zones: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeZoneList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    foresee_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProspectList"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>[];
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_users_part: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportPartIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePart"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserSearchIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
