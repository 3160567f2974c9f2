import { useEffect, useRef } from 'react';
import { useSnapshot, useStrings, useWidget } from './context';
import { Icon } from './icons';

/** The round button at the corner. `returnFocus`: the panel was closed by its user, who is to go on from here. */
export function Launcher({ returnFocus }: { returnFocus: boolean }) {
  const { conversation } = useWidget();
  const { unread } = useSnapshot();
  const strings = useStrings();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (returnFocus) button.current?.focus();
  }, [returnFocus]);
  return (
    <button ref={button} type="button" className="launcher" aria-haspopup="dialog"
      aria-label={unread ? strings.openUnread(unread) : strings.open} onClick={() => conversation.setOpen(true)}>
      <Icon name="chat" size={26} />
      {unread > 0 && <span className="unread" aria-hidden="true">{unread > 9 ? '9+' : unread}</span>}
    </button>
  );
}
