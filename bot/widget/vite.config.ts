import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const CHATUI_STYLES = 'virtual:chatui-styles';
// The parts of @chatui/core that the widget draws with.
const CHATUI_PARTS = /\.(Bubble|Typing|Btn|Card|CardContent|CardActions|CardTitle|CardText|Tag|Input|SystemMessage)(?![A-Za-z])/;

/**
 * ChatUI's stylesheet, cut to the parts in use. Its web fonts would be fetched from a foreign host, its variables on
 * `:root` do not reach a shadow root, and its rem would follow the host page's font size.
 */
function chatuiStyles(): Plugin {
  const path = createRequire(import.meta.url).resolve('@chatui/core/dist/index.css');
  return {
    name: 'chatui-styles',
    resolveId: (id) => (id.startsWith(CHATUI_STYLES) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${CHATUI_STYLES}`)) return undefined;
      const css = readFileSync(path, 'utf8').replace(/(\d*\.?\d+)rem/g, (_, rem: string) => `${Number(rem) * 16}px`);
      const rules = css.match(/@keyframes typing-dot\{(?:[^{}]*\{[^{}]*\})*\}|[^{}@]+\{[^{}]*\}/g) ?? [];
      const kept = rules.filter((rule) => {
        const selector = rule.slice(0, rule.indexOf('{'));
        return rule.startsWith('@keyframes') || (CHATUI_PARTS.test(selector) && !/^(html|:root)/.test(selector));
      });
      return `export default ${JSON.stringify(kept.join(''))}`;
    },
  };
}

export default defineConfig({
  plugins: [chatuiStyles()],
  define: { 'process.env.NODE_ENV': JSON.stringify(process.env.VITEST ? 'test' : 'production') },
  build: {
    target: 'es2020',
    lib: { entry: 'src/main.tsx', formats: ['iife'], name: 'daogouWidget', fileName: () => 'daogou.js' },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
});
