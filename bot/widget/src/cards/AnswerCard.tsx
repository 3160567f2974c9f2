import { safeUrl } from '../core/config';
import type { Answer } from '../message';
import { useStrings } from '../ui/context';
import { Icon } from '../ui/icons';

/** Where an answer comes from: its topic and, where there is one, the shop's page on it. */
export function AnswerCard({ payload }: { payload: Answer }) {
  const strings = useStrings();
  const url = safeUrl(payload.link);
  if (!url) return null;
  return (
    <p className="answer">
      <Icon name="book" size={16} />
      <span className="topic">{payload.topic}</span>
      <a href={url} target="_blank" rel="noopener">{strings.policy}</a>
    </p>
  );
}
