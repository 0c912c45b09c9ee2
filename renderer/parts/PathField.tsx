import { Button, TextInput } from '@mantine/core';
import { client } from '../client.ts';
import { useProblem } from './problem.tsx';

/** A folder or file of this machine, chosen in the system's dialog; the path is shown so that the person sees what was chosen. */
export function PathField(props: {
  label: string;
  /** Title of the system's dialog. */
  title: string;
  value: string | null;
  onChange: (path: string) => void;
  /** Extensions without dot; a folder is asked for when not given. */
  extensions?: string[];
  field?: string;
  hint?: string;
}) {
  const problem = useProblem();
  const choose = () => {
    const asked =
      props.extensions === undefined
        ? client.session.chooseFolder({ title: props.title })
        : client.session.chooseFile({ title: props.title, extensions: props.extensions });
    asked.then(({ path }) => {
      if (path !== null) props.onChange(path);
    }, problem);
  };
  const words = props.extensions === undefined ? '选择文件夹…' : '选择文件…';
  return (
    <div className="path-field" data-field={props.field}>
      <TextInput
        label={props.label}
        description={props.hint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        readOnly
        placeholder="尚未选择"
        title={props.value ?? undefined}
        value={props.value ?? ''}
        rightSectionWidth={112}
        rightSection={
          <Button
            variant="default"
            size="compact-sm"
            data-stop
            aria-label={`${props.label}：${words}`}
            onClick={choose}
            onKeyDown={(event) => {
              // Enter presses this button; elsewhere in a form it goes to the next field.
              if (event.key === 'Enter' && !event.ctrlKey) event.stopPropagation();
            }}
          >
            {words}
          </Button>
        }
      />
    </div>
  );
}
