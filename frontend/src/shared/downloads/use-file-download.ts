/* One download at a time: how far it is, and the way to stop it. */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { type AskPart, type FileKind, joinParts, type Progress } from './parts.ts';
import { saveFile } from './save-file.ts';
import { describeError } from '../domain/describe-error.ts';
import { useHost } from '../host/HostContext.tsx';
import type { MessageKey } from '../messages/catalogue.ts';
import { useText } from '../messages/LocaleContext.tsx';

const isCancelled = (error: unknown): boolean => (error as Partial<Error> | null)?.name === 'AbortError';

export interface Wanted {
  kind: FileKind;
  /** The file's name without its ending. */
  name: string;
  ask: AskPart;
}

export interface FileDownload {
  start: (wanted: Wanted) => void;
  cancel: () => void;
  /** What is under way, or null. */
  kind: FileKind | null;
  /** Null until the first part has come. */
  progress: Progress | null;
}

export function useFileDownload(failed: MessageKey): FileDownload {
  const text = useText();
  const host = useHost();
  const stopping = useRef<AbortController | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);
  const download = useMutation({
    mutationFn: async ({ kind, name, ask }: Wanted) => {
      const controller = new AbortController();
      stopping.current = controller;
      setProgress(null);
      const { content, isMixed } = await joinParts(ask, kind, controller.signal, setProgress);
      saveFile(content, `${name}.${kind}`);
      if (isMixed) host.showFlag({ kind: 'warning', title: text('common.mixedFile'), body: text('common.mixedFileBody') });
    },
    onError: (error) => {
      if (isCancelled(error)) return;
      host.showFlag({ kind: 'error', title: text(failed), body: describeError(error, text) });
    },
  });
  return {
    start: download.mutate,
    cancel: () => stopping.current?.abort(),
    kind: download.isPending ? download.variables.kind : null,
    progress: download.isPending ? progress : null,
  };
}
