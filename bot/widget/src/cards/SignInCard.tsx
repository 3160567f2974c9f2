import { Button, Card } from '../chatui';
import { useStrings, useWidget } from '../ui/context';
import { Icon } from '../ui/icons';

/** Sends the customer to the shop's own sign-in; the widget never sees a password. */
export function SignInCard() {
  const { config, signIn } = useWidget();
  const strings = useStrings();
  return (
    <Card className="sheet sign-in">
      <span className="offer-icon"><Icon name="lock" size={18} /></span>
      <div>
        <h4>{strings.signInTitle}</h4>
        <p className="about">{strings.signInText}</p>
      </div>
      {config.signInUrl
        ? <a className="Btn Btn--primary" href={config.signInUrl}>{strings.signIn}</a>
        : <Button color="primary" onClick={signIn}>{strings.signIn}</Button>}
    </Card>
  );
}
