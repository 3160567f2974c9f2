import { useLanguage, useStrings, useWidget } from './context';
import { Icon } from './icons';

export function Header() {
  const { conversation } = useWidget();
  const language = useLanguage();
  const strings = useStrings();
  const other = language === 'en' ? 'zh' : 'en';
  return (
    <div className="header">
      <span className="mark"><Icon name="chat" size={18} /></span>
      <div className="heading">
        <h2 id="daogou-title">{strings.title}</h2>
        <p>{strings.subtitle}</p>
      </div>
      <button type="button" className="language" lang={other} onClick={() => conversation.setLanguage(other)}>
        {other === 'zh' ? '中文' : 'EN'}<span className="hidden" lang={language}> {strings.otherLanguage}</span>
      </button>
      <button type="button" className="round" aria-label={strings.close} onClick={() => conversation.setOpen(false)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
