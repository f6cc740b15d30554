/* The numbers of the general settings: what may be typed, and what differs from what is stored. */
import type { Settings, SettingsIn } from '../../shared/api/types.ts';

export interface GeneralForm {
  time_zone: string;
  language: Settings['language'];
  daily_sync_hour: number;
  inactivity_days: string;
  young_account_days: string;
  restored_grace_days: string;
  limit_percent: string;
  limit_people: string;
  is_four_eyes_required: boolean;
}

export const LIMITS = {
  inactivity_days: [1, 3650], young_account_days: [0, 365], restored_grace_days: [0, 365],
  limit_percent: [1, 100], limit_people: [0, 1_000_000],
} as const;
export type NumberField = keyof typeof LIMITS;

export const toForm = (settings: Settings): GeneralForm => ({
  time_zone: settings.time_zone,
  language: settings.language,
  daily_sync_hour: settings.daily_sync_hour,
  inactivity_days: String(settings.inactivity_days),
  young_account_days: String(settings.young_account_days),
  restored_grace_days: String(settings.restored_grace_days),
  limit_percent: String(settings.limit_percent),
  limit_people: String(settings.limit_people),
  is_four_eyes_required: settings.is_four_eyes_required,
});

export function isInRange(field: NumberField, typed: string): boolean {
  const [min, max] = LIMITS[field];
  const number = Number(typed);
  return typed.trim() !== '' && Number.isInteger(number) && number >= min && number <= max;
}

/** Only what differs, for the PATCH. */
export function listChanges(form: GeneralForm, settings: Settings): SettingsIn {
  const wanted = {
    ...form,
    inactivity_days: Number(form.inactivity_days),
    young_account_days: Number(form.young_account_days),
    restored_grace_days: Number(form.restored_grace_days),
    limit_percent: Number(form.limit_percent),
    limit_people: Number(form.limit_people),
  };
  const changed = Object.entries(wanted).filter(([name, value]) => settings[name as keyof GeneralForm] !== value);
  return Object.fromEntries(changed);
}
