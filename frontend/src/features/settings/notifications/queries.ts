/* Channels that are told of events, their secrets, and the delivery log. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../../../shared/api/client.ts';
import { keys, refresh } from '../../../shared/queries/keys.ts';
import { pollWhile } from '../../../shared/api/query-client.ts';
import type { ChannelChange, ChannelIn } from '../../../shared/api/types.ts';

export function useChannels() {
  const api = useApi();
  return useQuery({ queryKey: keys.channels.all, queryFn: () => unwrap(api.GET('/api/v1/channels')) });
}

/** While something is under way the log is asked for again, less and less often. */
export function useNotifications() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.notifications.all,
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/notifications', { params: { query: { cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => {
      const waiting = query.state.data?.pages.flatMap((page) => page.items).find((one) => one.state === 'waiting');
      return pollWhile(waiting !== undefined, waiting?.created_at);
    },
  });
}

function useRefresh() {
  const client = useQueryClient();
  return {
    onSettled: () => refresh(client, [keys.channels, keys.notifications, keys.audit, keys.health].map(({ all }) => all)),
  };
}

export function useAddChannel() {
  const api = useApi();
  return useMutation({ mutationFn: (body: ChannelIn) => unwrap(api.POST('/api/v1/channels', { body })), ...useRefresh() });
}

interface Edit {
  id: number;
  change: ChannelChange;
}

/** Changes only what is given. */
export function useEditChannel() {
  const api = useApi();
  return useMutation({
    mutationFn: ({ id, change }: Edit) =>
      unwrap(api.PATCH('/api/v1/channels/{channel_id}', { params: { path: { channel_id: id } }, body: change })),
    ...useRefresh(),
  });
}

export function useRemoveChannel() {
  const api = useApi();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/channels/{channel_id}', { params: { path: { channel_id: id } } })),
    ...useRefresh(),
  });
}

export function useRotateSecret() {
  const api = useApi();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/channels/{channel_id}/secret', { params: { path: { channel_id: id } } })),
    ...useRefresh(),
  });
}

export function useTestChannel() {
  const api = useApi();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/channels/{channel_id}/test', { params: { path: { channel_id: id } } })),
    ...useRefresh(),
  });
}

/** Asks those recipients who have not confirmed once more. */
export function useAskRecipients() {
  const api = useApi();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/channels/{channel_id}/confirmations', { params: { path: { channel_id: id } } })),
    ...useRefresh(),
  });
}

export function useRepeatNotification() {
  const api = useApi();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/notifications/{notification_id}/repeat', { params: { path: { notification_id: id } } })),
    ...useRefresh(),
  });
}
