import { Select, TextInput } from '@mantine/core';

/** Words of a root key on paper. */
const wordCount = 12;
/** Nothing typed yet. */
export const noWords: readonly string[] = Array.from({ length: wordCount }, () => '');

/** Chinese sentence of the first word that is missing, null when all are there. */
export function wordsProblem(words: readonly string[]): string | null {
  const missing = words.findIndex((word) => word.trim() === '');
  return missing < 0 ? null : `第 ${missing + 1} 个口令词未填写`;
}

/** The twelve words as they stand on paper; all of them pasted or dictated at once are spread over the fields. */
export function WordInputs(props: {
  words: readonly string[];
  onChange: (words: readonly string[]) => void;
}) {
  const type = (index: number, text: string) => {
    const parts = text.split(/[\s、，,。;；]+/).filter((part) => part !== '');
    props.onChange(
      props.words.map((word, place) =>
        parts.length > 1 ? (parts[place - index] ?? word) : place === index ? text.trim() : word,
      ),
    );
  };
  return (
    <div className="word-inputs">
      {props.words.map((word, index) => (
        <TextInput
          // biome-ignore lint/suspicious/noArrayIndexKey: the places are fixed
          key={index}
          aria-label={`第 ${index + 1} 个口令词`}
          placeholder={String(index + 1)}
          autoComplete="off"
          maxLength={120}
          value={word}
          onChange={(event) => type(index, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}

/** How two sites compare the words. */
export const ways = ['当面交换纸面，第二人电话逐词读回', '当面交换纸面，当面逐词读回'] as const;
/** One of the ways. */
export type Way = (typeof ways)[number];

/** Chooses how the words were compared. */
export function HowCompared({ value, onChange }: { value: Way; onChange: (value: Way) => void }) {
  return (
    <Select
      label="核对方式"
      allowDeselect={false}
      data={[...ways]}
      value={value}
      onChange={(chosen) => chosen !== null && onChange(chosen as Way)}
    />
  );
}
