// Writes src/message.ts from the schema of the channel's messages; with --check it only says whether that file is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileFromFile } from 'json-schema-to-typescript';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = at('../src/message.ts');

const types = await compileFromFile(at('../../channels/message.schema.json'), {
  bannerComment: '// Generated from bot/channels/message.schema.json by `npm run types`. Change the schema, not this file.',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  style: { singleQuote: true, printWidth: 120 },
});

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== types) {
    console.error('src/message.ts is not what the schema says. Run `npm run types` and commit it.');
    process.exit(1);
  }
} else {
  await writeFile(target, types);
}
