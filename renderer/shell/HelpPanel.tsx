import { useEffect, useRef } from 'react';
import { type KeyName, keyTable, keyWords, useKey } from './keys.ts';
import type { Screen } from './screens.ts';

/** F1: what this screen is for, with the clause, and every key. A panel beside the work, not over it. */
export function HelpPanel({ screen, onClose }: { screen: Screen; onClose: () => void }) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  useKey('back', onClose);
  return (
    <aside className="help" aria-label={`${screen.title}帮助`}>
      <div className="help-head">
        <h2>{screen.title}</h2>
        <button type="button" className="top-button" ref={close} onClick={onClose}>
          关闭 <kbd>Esc</kbd>
        </button>
      </div>
      {screen.help.map((line) => (
        <p key={line.text}>
          {line.text}
          <span className="clause">（{line.clause}）</span>
        </p>
      ))}
      <h3>按键</h3>
      <dl className="help-keys">
        {(Object.keys(keyTable) as KeyName[]).map((name) => (
          <div key={name}>
            <dt>
              <kbd>{keyWords(name)}</kbd>
            </dt>
            <dd>{keyTable[name].label}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>下一栏；在列表中打开</dd>
        </div>
        <div>
          <dt>
            <kbd>Shift+Enter</kbd>
          </dt>
          <dd>在多行文字中换行</dd>
        </div>
        <div>
          <dt>
            <kbd>↑ ↓</kbd>
          </dt>
          <dd>在列表中移动</dd>
        </div>
      </dl>
    </aside>
  );
}
