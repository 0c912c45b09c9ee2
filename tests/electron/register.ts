import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

// Used as `node --import ./tests/electron/register.ts main/index.ts`: `electron` is then the stand-in.
const standIn = pathToFileURL(`${import.meta.dirname}/index.ts`).href;
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : nextResolve(specifier, context),
});
