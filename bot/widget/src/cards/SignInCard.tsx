import { Button, Card } from '../chatui';
import { useStrings, useWidget } from '../ui/context';
import { PHONE, useMedia } from '../ui/hooks';
import { Icon } from '../ui/icons';

/** Sends the customer to the shop's own sign-in; the widget never sees a password. */
export function SignInCard() {
  const { config, conversation, signIn } = useWidget();
  const phone = useMedia(PHONE);
  const strings = useStrings();
  // On a phone the panel hides the page that signs in.
  const clear = (): void => {
    if (phone) conversation.setOpen(false);
  };
  const signInHere = (): void => {
    clear();
    signIn();
  };
  return (
    <Card className="sheet sign-in">
      <span className="offer-icon"><Icon name="lock" size={18} /></span>
      <div>
        <h4>{strings.signInTitle}</h4>
        <p className="about">{strings.signInText}</p>
      </div>
      {config.signInUrl
        ? <a className="Btn Btn--primary" href={config.signInUrl} onClick={clear}>{strings.signIn}</a>
        : <Button color="primary" onClick={signInHere}>{strings.signIn}</Button>}
    </Card>
  );
}
