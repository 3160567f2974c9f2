// The script that a shop embeds. Whatever goes wrong in here stays in here.
import { readConfig } from './core/config';
import { mount } from './mount';

const script = document.currentScript ?? document.querySelector('script[src*="daogou.js"]');

function start(): void {
  try {
    if (script instanceof HTMLScriptElement && !window.Daogou) window.Daogou = mount(readConfig(script));
  } catch (error) {
    console.warn('Daogou: the chat could not start.', error);
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true });
else start();
