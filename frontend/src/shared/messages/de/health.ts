/* German: Settings, Health. */
import type { Catalogue } from '../catalogue.ts';

export const health: Catalogue['health'] = {
  title: 'Zustand',
  body: 'Ob Rollcall arbeitet und was im Weg steht. Wird alle 15 Sekunden neu geprüft.',
  allWell: 'Alles funktioniert',
  needsYou: { one: '{count} Punkt braucht Aufmerksamkeit', other: '{count} Punkte brauchen Aufmerksamkeit' },

  scheduler: 'Zeitplaner',
  workers: 'Arbeitsprozesse',
  queue: 'Wartende Arbeit',
  data: 'Daten der Benutzer',
  key: 'API-Schlüssel der Organisation',
  told: 'Benachrichtigungen',

  seen: 'gesehen {when}',
  neverSeen: 'nie gesehen',
  running: { one: '{count} bei der Arbeit', other: '{count} bei der Arbeit' },
  nothingWaits: 'Nichts wartet',
  waits: { one: '{count} Lauf oder Sync wartet, seit {age}', other: '{count} Läufe und Syncs warten, der älteste seit {age}' },
  synced: 'Synchronisiert {when}',
  notSynced: 'Noch nicht synchronisiert',
  lastSyncFailed: 'Die letzte Synchronisierung ist fehlgeschlagen: {error}',
  expiresIn: { one: 'Läuft in {count} Tag ab', other: 'Läuft in {count} Tagen ab' },
  expired: 'Abgelaufen',
  notConnected: 'Nicht verbunden',
  refused: 'Von Atlassian abgelehnt',
  underWay: { one: '{count} unterwegs', other: '{count} unterwegs' },
  givenUp: { one: '{count} heute aufgegeben', other: '{count} heute aufgegeben' },

  ok: 'In Ordnung',
  attention: 'Achtung',
  trouble: 'Störung',

  scheduler_dead: 'Der Zeitplaner läuft nicht, deshalb startet keine Aufgabe, auch nicht von Hand. Der Betreiber dieses Servers muss ihn starten.',
  scheduler_failing: 'Etwas, das der Zeitplaner immer wieder tut, schlägt fehl; alles andere geht weiter. Den Grund findet der Betreiber dieses Servers im Protokoll.',
  workers_dead: 'Kein Arbeitsprozess läuft, deshalb warten Läufe und Syncs. Der Betreiber dieses Servers muss einen starten.',
  queue_late: 'Arbeit wartet seit mehr als zwei Minuten: Die Arbeitsprozesse haben zu viel zu tun, oder Atlassian hat um Geduld gebeten.',
  key_dead: 'Atlassian nimmt den API-Schlüssel der Organisation nicht mehr an. Fügen Sie unter „API-Schlüssel der Organisation“ einen neuen ein.',
  key_expires_soon: 'Der API-Schlüssel der Organisation läuft bald ab. Erzeugen Sie einen neuen und fügen Sie ihn vor diesem Tag ein.',
  data_old: 'Die Daten der Benutzer sind älter als anderthalb Tage. Starten Sie auf dem Dashboard eine Synchronisierung.',
  sync_failed: 'Die letzte Synchronisierung ist fehlgeschlagen; gezeigt wird der Stand davor.',
  fact_contradicted: 'Atlassians Antworten sind nicht so, wie Rollcall annimmt; darum ändern manche Aufgaben nichts. Die Untersuchung unten sagt, welche, und was zu tun ist.',
  upkeep_failed: 'Eine regelmäßige Arbeit für diese Organisation ist fehlgeschlagen, zum Beispiel die Planung der täglichen Synchronisierung. Prüfen Sie die Zeitzone in den Einstellungen; den Grund findet der Betreiber dieses Servers im Protokoll.',
  notifications_failed: 'Benachrichtigungen konnten nicht zugestellt werden und wurden aufgegeben. Das Zustellprotokoll sagt, warum.',
};
