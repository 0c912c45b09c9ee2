import { Button } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { FieldEditorProps } from '../fieldEditorProps.ts';

/** Label, hint, problem and the adding button around a list of a field. */
export function ListFrame(
  props: FieldEditorProps & { children: ReactNode; onAdd?: () => void; addLabel?: string },
) {
  const id = useId();
  const { field } = props;
  return (
    <fieldset className="list-field" aria-labelledby={id}>
      <legend id={id} className={props.hideLabel === true ? 'hidden-label' : 'list-legend'}>
        {field.label}
        {props.required === true && <span className="required"> *</span>}
      </legend>
      {props.children}
      {props.onAdd !== undefined && (
        <Button variant="default" size="xs" onClick={props.onAdd} data-stop>
          {props.addLabel ?? '增加一行'}
        </Button>
      )}
      {field.hint !== undefined && props.hideLabel !== true && <p className="hint">{field.hint}</p>}
      {props.problem !== undefined && props.problem !== null && (
        <p className="field-problem" role="alert">
          {props.problem}
        </p>
      )}
    </fieldset>
  );
}
