import { beforeEach, describe, expect, it } from 'vitest';

import type { RouteKeeper } from '../host/host.ts';
import { blockNavigation, buildAddress, navigate, parseAddress, startRouter } from './router.ts';

function fakeKeeper(start: string) {
  const steps: string[] = [];
  let back: (route: string) => void = () => undefined;
  const keeper: RouteKeeper = {
    read: () => start,
    push: (route) => steps.push(`push ${route}`),
    replace: (route) => steps.push(`replace ${route}`),
    onBack: (listener) => (back = listener),
  };
  return { keeper, steps, goBack: (route: string) => back(route) };
}

describe('an address', () => {
  it('has a path and parameters', () => {
    const { path, params } = parseAddress('#/runs/12?task=3%204');
    expect(path).toEqual(['runs', '12']);
    expect(params.get('task')).toBe('3 4');
  });

  it('leaves out empty parameters and escapes the others', () => {
    expect(buildAddress('/users', { text: 'a&b', site: null, sort: '' })).toBe('/users?text=a%26b');
    expect(buildAddress('/users')).toBe('/users');
  });
});

describe('going somewhere', () => {
  const host = fakeKeeper('/tasks');
  beforeEach(() => {
    host.steps.length = 0;
    startRouter(host.keeper);
  });

  it('is told to the host, as a step or in place', () => {
    navigate('/users');
    navigate('/users?text=a', { replace: true });
    expect(host.steps).toEqual(['push /users', 'replace /users?text=a']);
    expect(window.location.hash).toBe('#/users?text=a');
  });

  it('is nothing when we are there already', () => {
    navigate('/tasks');
    expect(host.steps).toEqual([]);
  });

  it('waits while somebody has unsaved changes, except for changes in place', () => {
    const unblock = blockNavigation(() => true);
    expect(navigate('/users')).toBe(false);
    expect(navigate('/tasks?x=1', { replace: true })).toBe(true);
    unblock();
    expect(navigate('/users')).toBe(true);
    expect(host.steps).toEqual(['replace /tasks?x=1', 'push /users']);
  });
});
