import { describe, expect, it } from 'vitest';

import { en } from '../messages/catalogue.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import { adviseOn, explainReason, nameAction } from './reasons.ts';

const text: Text = (key) => `<${key}>`;

describe('reasons', () => {
  it('that the catalogue knows are told in its words', () => {
    expect(explainReason('org_admin', text, 'from the server')).toBe('<runs.reason_org_admin>');
  });

  it('that it does not know are told as the server says them, or else by their word', () => {
    expect(explainReason('brand_new', text, 'From the server.')).toBe('From the server.');
    expect(explainReason('brand_new', text)).toBe('brand_new');
  });

  it('that were not recorded are said to be so', () => {
    expect(explainReason(null, text)).toBe('<runs.reason_unknown>');
  });

  it('have advice only where something can be done', () => {
    expect(adviseOn('licence_limit', text)).toBe('<runs.fix_licence_limit>');
    expect(adviseOn('already_member', text)).toBeNull();
  });

  it('each have words when they have advice', () => {
    const names = Object.keys(en.runs).filter((name) => name.startsWith('fix_'));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(en.runs).toHaveProperty(name.replace('fix_', 'reason_'));
  });
});

describe('actions', () => {
  it('have a name, or their word', () => {
    expect(nameAction('suspend_user', text)).toBe('<runs.action_suspend_user>');
    expect(nameAction('brand_new', text)).toBe('brand_new');
  });
});
