import { describe, expect, it } from 'vitest';

import { isComplete, isWhole, splitPeople, cleanDomain } from './drafts.ts';
import { parseSpecification } from './read-specification.ts';
import { fingerprint } from './fingerprint.ts';
import { also, allOf, EVERYBODY } from './specification.ts';

describe('a specification', () => {
  it('means the same with its defaults written out or left out', () => {
    const short = allOf([{ type: 'inactive', days: 90 }, { type: 'email_domain', domains: ['a.example'] }]);
    const full = allOf([
      { match: 'any', apps: [], days: 90, type: 'inactive' },
      { domains: ['a.example'], match: 'is', type: 'email_domain' },
    ]);
    expect(fingerprint(full)).toBe(fingerprint(short));
  });

  it('means something else with other apps, another match, or another order of days', () => {
    const base = allOf([{ type: 'apps', apps: ['jira'], match: 'any' }]);
    const all = allOf([{ type: 'apps', apps: ['jira'], match: 'all' }]);
    const none = allOf([{ type: 'apps', apps: [], match: 'any' }]);
    expect(new Set([base, all, none].map(fingerprint)).size).toBe(3);
  });

  it('takes a further condition beside those of its AND', () => {
    const status = { type: 'status', statuses: ['active'] } as const;
    const either = { version: 1, root: { op: 'or', of: [status] } } as unknown as typeof EVERYBODY;
    const claim = { type: 'claim', claim: 'managed' } as const;
    expect(also(EVERYBODY, claim)).toEqual(allOf([claim]));
    expect(also(either, claim).root).toEqual({ op: 'and', of: [either.root, claim] });
  });

  it.each([null, '', '{', '[]', '{"version":2,"root":{}}', '{"version":1}'])('is not read from %j', (text) => {
    expect(parseSpecification(text)).toBeNull();
  });

  it.each([
    { type: 'status', values: ['active'] },
    { type: 'status', statuses: ['asleep'] },
    { type: 'inactive', days: '90' },
    { type: 'apps', apps: 'jira' },
    { type: 'groups', groups: [1] },
    { type: 'claim' },
    { type: 'toString' },
    { op: 'and' },
    { op: 'not', of: [] },
    { op: 'and', of: [{ op: 'or', of: [{ type: 'text' }] }] },
    [],
  ])('is not read from a filter that lacks what it is about: %j', (root) => {
    expect(parseSpecification(JSON.stringify({ version: 1, root }))).toBeNull();
  });

  it('is read whole, whatever conditions it is made of', () => {
    const specification = allOf([
      { type: 'inactive', days: 90, apps: ['jira'], match: 'all' },
      { op: 'not', of: [{ type: 'never_active', added_before_days: null }] },
      { op: 'or', of: [{ type: 'sites', sites: ['s'], match: 'none' }, { type: 'roles', roles: ['r'] }] },
      { type: 'email_domain', domains: ['a.example'], match: 'ends_with' },
      { type: 'status', statuses: ['suspended'] },
      { type: 'claim', claim: 'managed' },
      { type: 'added', comparison: 'at_most_days_ago', days: 7 },
      { type: 'text', contains: 'ann' },
      { type: 'people', values: ['a@x.example'] },
    ]);
    expect(parseSpecification(JSON.stringify(specification))).toEqual(specification);
  });

  it('is read back from an address', () => {
    expect(parseSpecification(JSON.stringify(EVERYBODY))).toEqual(EVERYBODY);
  });
});

describe('a condition', () => {
  it('is complete once it says what it is about', () => {
    expect(isComplete({ type: 'groups', groups: [] })).toBe(false);
    expect(isComplete({ type: 'groups', groups: ['a'] })).toBe(true);
    expect(isComplete({ type: 'inactive', days: 0 })).toBe(false);
    expect(isComplete({ type: 'inactive', days: 1.5 })).toBe(false);
    expect(isComplete({ type: 'never_active', added_before_days: null })).toBe(true);
    expect(isComplete({ type: 'text', contains: '  ' })).toBe(false);
  });

  it('makes a tree whole only when every part is complete, and no OR or NOT is empty', () => {
    expect(isWhole({ op: 'and', of: [] })).toBe(true);
    expect(isWhole({ op: 'or', of: [] })).toBe(false);
    expect(isWhole({ op: 'and', of: [{ op: 'not', of: [{ type: 'groups', groups: [] }] }] })).toBe(false);
  });
});

describe('pasted text', () => {
  it('becomes a list of users, each once, whatever separates them', () => {
    expect(splitPeople('a@x.example, b@x.example;\n<c@x.example>  a@x.example\t"d"')).toEqual([
      'a@x.example',
      'b@x.example',
      'c@x.example',
    ]);
  });

  it.each([
    ['Müller, Jörg <joerg@x.example>; "Ann" <ANN@x.example>', ['joerg@x.example', 'ANN@x.example']],
    ['mailto:bob@x.example', ['bob@x.example']],
    ["'=cmd@x.example", ['=cmd@x.example']],
    ['712020:7a1c-00aa,Ann,ann@x.example', ['712020:7a1c-00aa', 'ann@x.example']],
    ['an\u200bn@x.example、bob@x.example；cy＠x.example', ['ann@x.example', 'bob@x.example', 'cy@x.example']],
    ['5b10a2844c20165700ede21g 5b10a2844c20165700ede21h', ['5b10a2844c20165700ede21g', '5b10a2844c20165700ede21h']],
    ['Anna Nowak', ['Anna Nowak']],
    ['SMTP:ann@x.example / mailto:bob@x.example?cc=cy@x.example', ['ann@x.example', 'bob@x.example', 'cy@x.example']],
    ['ann@x.example/bob@x.example•o’neil@x.example!', ['ann@x.example', 'bob@x.example', "o'neil@x.example"]],
    ['r&d@x.example @twice@x.example ann@@x.example', ['r&d@x.example', '@twice@x.example', 'ann@@x.example']],
    ['http://x.example/people/712020:7a1c00aa-1111-2222-3333-0123456789ab', ['712020:7a1c00aa-1111-2222-3333-0123456789ab']],
  ])('%j is read as a person would read it', (pasted, people) => expect(splitPeople(pasted)).toEqual(people));

  it('becomes a domain without the sign before it', () => {
    expect(cleanDomain(' @Example.COM ')).toBe('example.com');
  });
});
