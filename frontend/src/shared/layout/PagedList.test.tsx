import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { ApiProblem } from '../api/problem.ts';
import { renderPart } from '../testing/render.tsx';
import { PagedList, type PagedQuery } from './PagedList.tsx';

const query = (part: Partial<PagedQuery<string>>): PagedQuery<string> => ({
  data: undefined, error: null, isError: false, isFetchNextPageError: false, hasNextPage: false,
  isFetchingNextPage: false, isPlaceholderData: false, refetch: vi.fn(), fetchNextPage: vi.fn(), ...part,
});
const down = { error: new ApiProblem({ status: 503, code: 'rights_unknown' }), isError: true };

function show(part: Partial<PagedQuery<string>>, countLabel?: (count: number) => string) {
  const shown = query(part);
  const list = (items: readonly string[]) => <p>{items.join(', ')}</p>;
  const view = renderPart(
    <PagedList query={shown} empty={<p>Nothing</p>} {...(countLabel ? { countLabel } : {})}>{list}</PagedList>,
  );
  return { ...view, shown };
}

describe('a list that comes page after page', () => {
  it('shows all that was read, and reads on when it is asked to', async () => {
    const data = { pages: [{ items: ['a', 'b'] }, { items: ['c'] }] };
    const { user, shown } = show({ data, hasNextPage: true }, (count) => `${count} shown`);
    expect(screen.getByText('a, b, c')).toBeVisible();
    expect(screen.getByRole('status')).toHaveTextContent('3 shown');
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(shown.fetchNextPage).toHaveBeenCalledOnce();
  });

  it('has no button after the last page', () => {
    show({ data: { pages: [{ items: ['a'] }] } });
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says that there is nothing', () => {
    show({ data: { pages: [{ items: [] }] } });
    expect(screen.getByText('Nothing')).toBeVisible();
  });

  it('offers to try again when the first page could not be read', async () => {
    const { user, shown } = show(down);
    expect(screen.getByRole('alert')).toHaveTextContent('Atlassian cannot be asked for your rights');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(shown.refetch).toHaveBeenCalledOnce();
  });

  it('keeps what it has when a later page could not be read', async () => {
    const { user, shown } = show({ ...down, isFetchNextPageError: true, hasNextPage: true, data: { pages: [{ items: ['a'] }] } });
    expect(screen.getByText('a')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(shown.fetchNextPage).toHaveBeenCalledOnce();
    expect(shown.refetch).not.toHaveBeenCalled();
  });
});
