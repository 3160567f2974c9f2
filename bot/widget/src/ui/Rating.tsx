import { useState } from 'react';
import type { Message } from '../message';
import { useStrings, useWidget } from './context';
import { Icon } from './icons';

/** Thumbs up and down on a message of the assistant. */
export function Rating({ message }: { message: Message }) {
  const { conversation } = useWidget();
  const strings = useStrings();
  const [failed, setFailed] = useState(false);
  const rate = async (value: 1 | -1): Promise<void> => setFailed(!(await conversation.rate(message.seq, value)));
  return (
    <span className="rating">
      <button type="button" aria-pressed={message.feedback === 1} aria-label={strings.helpful} onClick={() => void rate(1)}>
        <Icon name="up" size={15} />
      </button>
      <button type="button" aria-pressed={message.feedback === -1} aria-label={strings.notHelpful} onClick={() => void rate(-1)}>
        <Icon name="down" size={15} />
      </button>
      {failed && <span role="alert" className="problem">{strings.ratingFailed}</span>}
    </span>
  );
}
