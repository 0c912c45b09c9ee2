import { useEffect, useId, useState } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import { toInstant } from '../../shared/ids.ts';
import { useSession } from './session.tsx';

const minute = 60_000;

/** Name, account, time and station, light and diagonal behind every screen; legible on a photograph. */
export function Watermark() {
  const { person, site } = useSession();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), minute);
    return () => clearInterval(timer);
  }, []);
  const id = useId();
  return (
    <svg className="watermark" aria-hidden="true" focusable="false">
      <defs>
        <pattern
          id={id}
          width="420"
          height="200"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-24)"
        >
          <text x="0" y="60">
            {person.name} {person.login}
          </text>
          <text x="0" y="84">
            {displayInstant(toInstant(now))} {site.code}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
