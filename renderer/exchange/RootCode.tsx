import { qrCapacity, qrCode, qrSize } from '../../shared/text/qrCode.ts';
import { FingerprintWords } from '../parts/FingerprintWords.tsx';

/** Modules that stay light around a code. */
const quiet = 4;

/** What stands on the paper of a trust ceremony: twelve words, fingerprint, and the fingerprint as QR code. */
export function RootCode({ words, fingerprint }: { words: readonly string[]; fingerprint: string }) {
  return (
    <div className="root-code">
      <div>
        <FingerprintWords words={words} />
        <p className="digest">{fingerprint}</p>
      </div>
      {fingerprint !== '' && fingerprint.length <= qrCapacity && <Qr text={fingerprint} />}
    </div>
  );
}

function Qr({ text }: { text: string }) {
  const side = qrSize + 2 * quiet;
  const path = qrCode(text)
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
    .join('');
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={`二维码：${text}`}>
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
