"""The German words of emails: what is said there of events, reasons, holds and failed syncs.

What the page says too is said in its words; a test compares the two.
"""

from typing import Final

LINES: Final = {
    "run.succeeded": "{name}: erfolgreich",
    "run.partial": "{name}: teilweise fehlgeschlagen",
    "run.failed": "{name}: fehlgeschlagen",
    "run.tested": "{name}: getestet, niemand wurde geändert",
    "test_run": "Es war ein Testlauf, der niemanden ändert.",
    "would_people": "Benutzer: {planned} von {matched} zutreffenden würden geändert",
    "would_steps": "Schritte: {would_change} würden erledigt, {would_skip} würden übersprungen, {would_fail} würden "
    "fehlschlagen",
    "would_reason": "- würde fehlschlagen: {number} × {why}",
    "would_wait": "Ein Live-Lauf würde auf eine Freigabe warten:",
    "go_live": "Das war ein Testlauf: Nichts wurde geändert. Schalten Sie die Aufgabe live, wenn es das ist, was Sie "
    "wollen.",
    "run.held": "{name}: braucht Ihre Freigabe",
    "run.missed": "{name}: verpasst",
    "run.skipped": "{name}: übersprungen",
    "run.cancelled": "{name}: abgebrochen",
    "run.expired": "{name}: ohne Freigabe verfallen",
    "run.came_back": "{name}: von jemand anderem rückgängig gemacht",
    "held_at_first": "Was der Lauf getan hat, hielt zuerst. Eine spätere Synchronisierung fand es rückgängig gemacht, "
    "und das war kein Lauf von Rollcall.",
    "changed_back": "Rückgängig gemacht: {steps} von {users}",
    "key.expiring": "Der API-Schlüssel von {organization} läuft in {days} ab",
    "expires_on": "Der API-Schlüssel der Organisation läuft am {day} ab. Danach läuft keine Aufgabe mehr.",
    "replace_key": "Erzeugen Sie vorher in der Atlassian-Administration einen neuen Schlüssel und hinterlegen Sie ihn "
    "in den Einstellungen.",
    "key.dead": "Atlassian nimmt den API-Schlüssel von {organization} nicht mehr an",
    "all_ended": "Alle Läufe wurden beendet, und keine Aufgabe läuft, bis in den Einstellungen ein neuer Schlüssel "
    "hinterlegt ist.",
    "runs.stopped": "Alle Läufe wurden angehalten",
    "until_lifted": "Keine Aufgabe läuft, bis ein Administrator der Organisation den Halt in den Einstellungen "
    "aufhebt.",
    "four_eyes.off": "Zurückgehaltene Pläne brauchen keine zweite Person mehr",
    "four_eyes_by": "Ein Administrator der Organisation hat das Vier-Augen-Prinzip in den Einstellungen ausgeschaltet: "
    "Wer einen Plan gemacht hat, darf ihn jetzt auch freigeben.",
    "in_audit": "Wer und wann steht im Audit-Protokoll.",
    "sync.failed": "Die Benutzer von {organization} konnten nicht gelesen werden",
    "your_organization": "Ihrer Organisation",
    "sync_failed": "Die Synchronisierung ist fehlgeschlagen.",
    "sync_reading": "Das Lesen ist fehlgeschlagen ({what}): {why} Deswegen wurde nichts entfernt.",
    "sync_stays": "Was zuvor gelesen wurde, bleibt und altert, bis eine Synchronisierung gelingt.",
    "test": "Ein Test der Benachrichtigungen von Rollcall",
    "test_text": "E-Mails von Rollcall kommen hier an.",
    "held_people": "{users} würden geändert.",
    "held_person": "{users} würde geändert.",
    "release_any": "Jeder Organisationsadministrator kann ihn freigeben.",
    "release_other": "Freigeben muss ihn ein anderer Organisationsadministrator als die Person, die",
    "hand_requested": "den Lauf angefordert hat",
    "hand_shaped_task": "bestimmt hat, was die Aufgabe tut",
    "hand_saved_filter": "ihren Filter gespeichert hat",
    "hand_saved_task": "die Aufgabe gespeichert hat",
    "releasers_none": "Sonst ist niemand bekannt, der es darf: Lehnen Sie ihn ab, oder lassen Sie jemand anderen "
    "Organisationsadministrator werden.",
    "releasers_one": "Eine andere Person darf es. Wer das ist, steht beim Plan.",
    "releasers_other": "{count} andere Personen dürfen es. Wer das ist, steht beim Plan.",
    "held_nothing": "Noch wurde nichts geändert. Sehen Sie den Plan durch, dann geben Sie ihn frei oder lehnen Sie ihn "
    "ab.",
    "not_run": "Der Lauf fand nicht statt.",
    "nobody_changed": "Niemand wurde geändert.",
    "planned_for": "Er war geplant für {moment}.",
    "blackout": "{sentence} Es war einer: {day}.",
    "weekday": "jeder {day}",
    "people": "Benutzer: {affected} geändert von {matched}, die passten",
    "steps": "Schritte: {succeeded} erledigt, {skipped} übersprungen, {failed} fehlgeschlagen",
    "step_one": "{count} Schritt",
    "step_other": "{count} Schritte",
    "day_one": "{count} Tag",
    "day_other": "{count} Tagen",
    "user_one": "{count} Benutzer",
    "user_other": "{count} Benutzer",
}
WEEKDAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
HOLDS: Final = {
    "deletion": "{people} Benutzer würden von einem Plan geändert, der Konten löscht; ein anderer Admin muss ihn "
    "freigeben, wie wenige es auch sind.",
    "over_limit": "{people} Benutzer würden geändert; die Obergrenze der Aufgabe ist {limit}.",
    "over_share": "{people} Benutzer würden geändert; ungefragt darf ein Lauf {limit} Ihrer {basis} aktiven Benutzer "
    "ändern (Einstellungen).",
    "ramp_stopped": "{people} Benutzer würden geändert; der letzte Lauf wurde nach den ersten {limit} angehalten, weil "
    "bei ihnen etwas fehlgeschlagen war.",
    "unusual": "{people} Benutzer passen; in den letzten {basis} Läufen dieser Aufgabe waren es höchstens {limit}.",
}
FAULTS: Final = {
    "cancelled": "Sie wurde abgebrochen.",
    "worker_died": "Der Prozess, der daran arbeitete, endete zehnmal hintereinander unerwartet; sie wurde aufgegeben.",
    "no_key": "Der API-Schlüssel der Organisation fehlt oder gilt nicht mehr.",
    "internal": "Bei uns ist etwas schiefgegangen; es wurde protokolliert.",
    "key_refused": "Atlassian nimmt den API-Schlüssel der Organisation nicht an.",
    "key_scopes": "Der API-Schlüssel der Organisation hat Geltungsbereiche, zu denen dieser Aufruf nicht gehört.",
    "not_allowed": "Atlassian erlaubt das mit dem API-Schlüssel der Organisation nicht.",
    "not_known": "Atlassian kennt nicht, wonach gefragt wurde.",
    "not_accepted": "Atlassian nimmt den Aufruf nicht an.",
    "rate_limited": "Die Aufrufgrenze von Atlassian ist erreicht.",
    "down": "Atlassian hatte eine interne Störung.",
    "silent": "Atlassian hat nicht geantwortet.",
    "unreadable": "Die Antwort von Atlassian war nicht lesbar.",
    "key_in_doubt": "Atlassian hat den API-Schlüssel der Organisation einmal abgelehnt und war nicht erneut zu fragen.",
    "not_as_documented": "Die Antwort von Atlassian war nicht wie dokumentiert.",
    "no_users": "Atlassian nennt überhaupt keine Benutzer.",
    "no_admins": "Atlassian nennt keinen Organisationsadministrator, obwohl jede Organisation einen hat.",
    "listed_short": "Atlassian zählt {counted}, hat aber nur {listed} genannt.",
    "endless": "Die Liste von Atlassian nimmt kein Ende.",
}
"""What ends a sync."""
READINGS: Final = {
    "organization": "die Organisation",
    "users": "die Benutzer",
    "groups": "die Gruppen",
    "org_admins": "die Organisationsadministratoren",
    "grants": "die Gruppen, die eine App gewähren",
    "access": "die Benutzer einer App",
}
REASONS: Final = {
    "org_admin": "Organisationsadmins werden nie geändert.",
    "protected": "Dieser Benutzer steht auf der Schutzliste (Einstellungen).",
    "own_account": "Wer kein Administrator der Organisation ist, ändert sich nie selbst.",
    "young_account": "Das Konto ist jünger als das Mindestalter (Einstellungen).",
    "age_unknown": "Atlassian hat nicht gesagt, wann das Konto hinzugefügt wurde; es gilt daher als neu.",
    "address_unknown": "Atlassian zeigt die Adresse nicht, und sie könnte zu einer geschützten Domain "
    "gehören (Einstellungen).",
    "not_a_person": "Dieses Konto ist keine Person (Dienstkonto, Agent oder App); ihm wird nichts weggenommen.",
    "kind_unknown": "Atlassian hat nicht gesagt, ob dieses Konto eine Person ist; ihm wird nichts weggenommen.",
    "no_longer_matches": "Der Benutzer passt nicht mehr zum Filter.",
    "already_member": "Bereits Mitglied der Gruppe.",
    "not_member": "Kein Mitglied der Gruppe.",
    "no_access": "Der Benutzer hat keinen Zugriff auf diese App.",
    "already_suspended": "Bereits gesperrt.",
    "not_suspended": "Nicht gesperrt.",
    "earlier_action_failed": "Eine frühere Aktion ist für diesen Benutzer fehlgeschlagen; diese wurde nicht versucht.",
    "cancelled": "Der Lauf wurde abgebrochen, bevor dies getan war.",
    "state_changed": "Jemand hat dies seither geändert; es blieb, wie es ist.",
    "changed_by_later_run": "Ein späterer Lauf hat dies geändert; es blieb, wie jener Lauf es hinterließ.",
    "nothing_to_take_back": "Die Änderung war nicht angekommen, also gab es nichts zurückzunehmen.",
    "before_unknown": "Niemand kann sagen, wie dies vor dem Lauf war; es blieb, wie es ist.",
    "recently_restored": "Diesem Benutzer wurde vor Kurzem etwas zurückgegeben; Aufgaben nehmen ihm vorerst "
    "nichts weg (Einstellungen).",
    "last_admin": "Von niemand anderem, der aktiv ist, ist diese Admin-Rolle bekannt; sie wird nicht entzogen.",
    "lost_with_group": "Der Zugriff endete mit einer Gruppe, aus der dieser Lauf den Benutzer zuvor genommen hat.",
    "taken_out": "Ein Administrator der Organisation hat diesen Benutzer vor der Freigabe aus dem Plan genommen.",
    "not_managed": "Die Organisation verwaltet dieses Konto nicht; ändern kann es nur sein Inhaber.",
    "claim_unknown": "Atlassian sagte nicht, ob die Organisation dieses Konto verwaltet; es blieb, wie es ist.",
    "account_state_unknown": "Atlassian sagte nicht, ob dieses Konto aktiv ist; es blieb, wie es ist.",
    "account_managed_elsewhere": "Ein Identitätsanbieter verwaltet dieses Konto; ändern Sie es dort.",
    "already_deactivated": "Das Konto ist bereits deaktiviert.",
    "already_active": "Das Konto ist bereits aktiv.",
    "already_for_deletion": "Das Konto ist bereits zum Löschen vorgemerkt.",
    "not_for_deletion": "Das Konto ist nicht zum Löschen vorgemerkt; es gibt nichts abzubrechen.",
    "deletion_pending": "Das Konto ist zum Löschen vorgemerkt; brechen Sie zuerst das Löschen ab.",
    "grace_over": "Die 14 Tage sind vorbei, in denen das Löschen abgebrochen werden konnte.",
    "no_way_back": "Dies wird nicht zurückgenommen: Es würde das Konto löschen.",
    "deletion": "Es würden Konten gelöscht, was ein anderer Admin freigeben muss; geben Sie den Plan frei "
    "oder lehnen Sie ihn ab.",
    "externally_managed": "Die Gruppe wird anderswo verwaltet (Identitätsanbieter, Team oder Standardgruppe); "
    "ändern Sie die Mitgliedschaft dort.",
    "access_remains": "Der Zugriff bleibt über eine Gruppe bestehen, die anderswo verwaltet wird; ändern "
    "Sie die Mitgliedschaft dort.",
    "shared_group": "Der Zugriff bleibt über eine Gruppe, die auch andere Apps gibt; die Aktion verlässt "
    "solche Gruppen nicht.",
    "access_kept": "Der Benutzer ist nicht mehr in der Gruppe und behält auf anderem Weg Zugriff auf "
    "eine App, die sie gibt.",
    "access_unread": "Der Benutzer ist nicht mehr in der Gruppe; ob der Zugriff auf anderem Weg bleibt, "
    "war nicht zu lesen.",
    "not_in_directory": "Der Benutzer ist nicht in dem Verzeichnis, zu dem die Gruppe gehört.",
    "no_membership": "Der Benutzer ist in keinem Verzeichnis Mitglied; es gibt nichts zu sperren.",
    "unknown_group": "Die Gruppe gibt es nicht mehr; bearbeiten Sie die Aufgabe.",
    "unknown_app": "Die App gibt es in der Organisation nicht mehr; bearbeiten Sie die Aufgabe.",
    "unknown_user": "Der Benutzer ist nicht mehr in der Organisation.",
    "licence_limit": "Die Lizenz der App hat keinen freien Platz; kaufen Sie Plätze oder geben Sie welche frei.",
    "refused": "Atlassian hat die Änderung abgelehnt.",
    "outcome_unknown": "Atlassian hat die Änderung nicht bestätigt; sehen Sie nach, bevor Sie sich darauf verlassen.",
    "partly_done": "Der Lauf endete mitten in diesem Schritt; ein Teil davon wurde getan.",
    "not_applied": "Atlassian hat die Änderung angenommen, aber sie war beim Nachsehen danach nicht zu sehen.",
    "atlassian_unavailable": "Atlassian war nicht erreichbar.",
    "no_filter": "Die Aufgabe hat keinen Filter; wählen Sie einen.",
    "key_dead": "Atlassian nimmt den API-Schlüssel der Organisation nicht mehr an; hinterlegen Sie in "
    "den Einstellungen einen neuen.",
    "no_key": "Noch ist keine Organisation verbunden.",
    "stopped": "Alle Läufe sind angehalten (Einstellungen).",
    "not_confirmed": "Die App wurde neu installiert; bestätigen Sie in den Einstellungen, dass die "
    "Zeitpläne laufen dürfen.",
    "uninstalled": "Die App ist nicht installiert.",
    "no_license": "Die Lizenz von Rollcall ist abgelaufen; ein Site-Admin kann sie verlängern.",
    "admins_unknown": "Die Admins der Organisation konnten nicht gelesen werden; es wurde nichts geändert.",
    "fact_contradicted": "Atlassians Antworten für diese Organisation haben nicht die Form, auf die sich eine "
    "Aktion dieser Aufgabe verlässt; es wurde nichts geändert.",
    "sync_failed": "Die Benutzer konnten nicht von Atlassian gelesen werden; es wurde nichts geändert.",
    "task_removed": "Die Aufgabe wurde entfernt.",
    "slot_dropped": "Der Zeitplan wurde geändert, als dieser Lauf fällig war, und sieht ihn nicht mehr vor.",
    "late": "Das System lief zu dieser Zeit nicht, und zum Nachholen war es zu spät.",
    "previous_run_active": "Der vorige Lauf dieser Aufgabe war noch im Gang.",
    "blackout": "An Sperrtagen (Einstellungen) beginnt nichts, was jemandem etwas nimmt.",
    "draft": "Die Aufgabe ist ein Entwurf; stellen Sie sie auf Test oder Live, damit ihr Zeitplan gilt.",
    "over_limit": "Es wären mehr Benutzer betroffen als die Obergrenze der Aufgabe; geben Sie den Plan "
    "frei oder lehnen Sie ihn ab.",
    "over_share": "Es wären mehr Benutzer betroffen, als ein Lauf in dieser Organisation ungefragt "
    "ändern darf; geben Sie den Plan frei oder lehnen Sie ihn ab.",
    "unusual": "Es passen weit mehr Benutzer als in den letzten Läufen dieser Aufgabe; geben Sie den "
    "Plan frei oder lehnen Sie ihn ab.",
    "ramp_stopped": "Bei den ersten Benutzern des ersten Live-Laufs dieser Aufgabe ist etwas fehlgeschlagen; mit den "
    "anderen wurde nicht begonnen.",
    "exempt": "Ein Admin hat diesen Benutzer von der Aufgabe ausgenommen.",
    "admin_target": "Das gibt oder nimmt inzwischen eine Administratorrolle, und dahinter steht ein Admin, der kein "
    "Administrator der Organisation ist.",
    "changed_by_other_run": "Ein anderer Lauf, der zur selben Zeit aktiv war, hat dies geändert; es blieb, wie "
    "jener Lauf es hinterließ.",
    "rejected": "Ein Admin hat den Plan abgelehnt.",
    "approval_expired": "Niemand hat den Plan innerhalb von 7 Tagen freigegeben.",
    "filter_invalid": "Der gespeicherte Filter ist nicht mehr verständlich; bearbeiten Sie ihn.",
    "manual": "Die Aufgabe läuft nur, wenn sie von Hand gestartet wird.",
    "schedule_off": "Der Zeitplan ist aus.",
    "no_slot": "Der Zeitplan hat keinen weiteren Termin.",
    "once_over": "Erledigt: Der einmalige Termin dieses Zeitplans ist vorbei.",
    "schedule_invalid": "Der Zeitplan lässt sich nicht berechnen.",
    "reference_gone": "Der Filter nennt etwas, das es nicht mehr gibt.",
    "never_matches": "Der Filter fragt nach etwas, das keine Adresse haben kann.",
    "nobody_listed": "Niemand auf der Liste des Filters ist in der Organisation bekannt.",
    "zone_unknown": "Die Zeitzone der Aufgabe ist nicht mehr bekannt.",
    "task_unreadable": "Die Aufgabe enthält eine Aktion, die nicht mehr verstanden wird.",
    "internal": "Bei uns ist etwas schiefgegangen; es wurde festgehalten.",
    "worker_died": "Der Prozess, der daran arbeitete, brach zehnmal hintereinander unerwartet ab; "
    "deshalb wurde es aufgegeben.",
}
