import { describe, expect, it } from 'vitest';
import {
  documentPartition,
  documentWindowOptions,
  pagePartition,
  pageWindowOptions,
  securePreferences,
} from './window.ts';

const page = (packaged: boolean) => pageWindowOptions({ preload: '/p/preload.cjs', title: 't', packaged });

describe('window settings', () => {
  it.each([
    ['contextIsolation', true],
    ['sandbox', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['webviewTag', false],
    ['plugins', false],
    ['experimentalFeatures', false],
    ['enableDeprecatedPaste', false],
    ['enableWebSQL', false],
    ['navigateOnDragDrop', false],
    ['spellcheck', false],
    ['webgl', false],
    ['disableDialogs', true],
    ['v8CacheOptions', 'none'],
  ] as const)('%s is %s in the page and in documents', (name, value) => {
    expect(page(true).webPreferences).toHaveProperty(name, value);
    expect(documentWindowOptions().webPreferences).toHaveProperty(name, value);
  });

  it('has no setting without a test', () => {
    expect(Object.keys(securePreferences)).toHaveLength(18);
  });

  it('plays nothing by itself', () => {
    expect(securePreferences.autoplayPolicy).toBe('document-user-activation-required');
  });

  it('has developer tools outside packages only, in documents never', () => {
    expect(page(true).webPreferences.devTools).toBe(false);
    expect(page(false).webPreferences.devTools).toBe(true);
    expect(documentWindowOptions().webPreferences.devTools).toBe(false);
  });

  it('keeps sessions in memory, one for the page and one for documents', () => {
    expect([pagePartition, documentPartition].filter((name) => name.startsWith('persist:'))).toEqual([]);
    expect(page(true).webPreferences.partition).toBe(pagePartition);
    expect(documentWindowOptions().webPreferences.partition).toBe(documentPartition);
  });

  it('gives a preload script to the page only', () => {
    expect(page(true).webPreferences.preload).toBe('/p/preload.cjs');
    expect(documentWindowOptions().webPreferences.preload).toBeUndefined();
  });

  it('shows the page when it is there and documents never', () => {
    expect([page(true).show, documentWindowOptions().show]).toEqual([false, false]);
  });
});
