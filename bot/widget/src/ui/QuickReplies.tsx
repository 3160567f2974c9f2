import type { QuickReply } from '../message';
import { useStrings, useWidget } from './context';

export function QuickReplies({ replies }: { replies: readonly QuickReply[] }) {
  const { conversation } = useWidget();
  const strings = useStrings();
  return (
    <div className="replies" role="group" aria-label={strings.suggestions}>
      {replies.map((reply, index) => (
        <button key={index} type="button" className="reply" onClick={() => conversation.say(reply.text)}>{reply.title}</button>
      ))}
    </div>
  );
}
