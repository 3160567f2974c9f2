import { useSnapshot, useStrings, useWidget } from './context';
import { Icon } from './icons';

/** What the customer should know about the conversation as a whole: the connection, and who answers. */
export function Banners() {
  const { conversation } = useWidget();
  const { connection, status } = useSnapshot();
  const strings = useStrings();
  return (
    <div className="banners" role="status">
      {connection === 'connecting' && <p className="banner"><span className="spinner" />{strings.connecting}</p>}
      {connection === 'reconnecting' && <p className="banner warning"><span className="spinner" />{strings.reconnecting}</p>}
      {connection === 'refused' && (
        <p className="banner warning">
          {strings.refused}
          <button type="button" className="link" onClick={() => conversation.reconnect()}>{strings.tryAgain}</button>
        </p>
      )}
      {status === 'open' && (
        <p className="banner person"><Icon name="person" size={18} /><span><b>{strings.withPerson}</b> {strings.withPersonMore}</span></p>
      )}
    </div>
  );
}
