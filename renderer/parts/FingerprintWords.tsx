import './area.css';

/** The twelve words of a root key, numbered, to be read out and compared. */
export function FingerprintWords({ words }: { words: readonly string[] }) {
  return (
    <ol className="words" aria-label="口令词">
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same word may stand in two places
        <li key={index}>
          <span>{index + 1}</span>
          {word}
        </li>
      ))}
    </ol>
  );
}
