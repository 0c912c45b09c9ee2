import { Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

/** Text that is handed over when the field is left, as in every form of the program. */
export function BlurText(props: {
  label: string;
  value: string;
  onCommit: (text: string) => void;
  hideLabel?: boolean;
  long?: boolean;
  disabled?: boolean;
  maxLength?: number;
  placeholder?: string;
}) {
  const { value, onCommit, hideLabel, long } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const input = {
    label: hideLabel === true ? undefined : props.label,
    'aria-label': hideLabel === true ? props.label : undefined,
    value: text,
    readOnly: props.disabled ?? false,
    maxLength: props.maxLength ?? 400,
    placeholder: props.placeholder,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    onBlur: () => {
      if (text !== value) onCommit(text.trim());
    },
  };
  return long === true ? <Textarea {...input} autosize minRows={2} /> : <TextInput {...input} />;
}
