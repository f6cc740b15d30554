/* A panel at the right over the page, for details of a row. A native dialog: focus stays in it and Escape closes it. */
import IconButton from '@atlaskit/button/icon/button';
import CrossIcon from '@atlaskit/icon/core/cross';
import { type ReactNode, useEffect, useId, useRef } from 'react';

import { useText } from '../messages/LocaleContext.tsx';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  width?: 'medium' | 'wide';
}

export function SidePanel({ title, onClose, children, footer, width = 'medium' }: Props) {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // Opened by an address it has no opener: then the screen has the focus, never nothing.
      const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
      (isThere ? opener : document.getElementById('content'))?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`side-panel side-panel-${width}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="side-panel-box">
        <header className="side-panel-header">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={CrossIcon} label={text('common.close')} appearance="subtle" onClick={onClose} />
        </header>
        {/* Focusable, so that a long text can be scrolled by keyboard. */}
        <div className="side-panel-body" tabIndex={0} role="group" aria-labelledby={titleId}>
          {children}
        </div>
        {footer && <footer className="side-panel-footer">{footer}</footer>}
      </div>
    </dialog>
  );
}
