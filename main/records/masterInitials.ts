import type { MasterType } from '../../shared/forms/kinds.ts';
import { initialsOf } from '../../shared/text/initials.ts';

/** Initials of the name; of a customer also those of its contacts, each after a space: a call is found by who is on the line. */
export function initialsFor(
  type: MasterType,
  name: string,
  content: Readonly<Record<string, unknown>>,
): string {
  const own = initialsOf(name, type === 'staff' ? 'person' : 'thing');
  if (type !== 'customer' || !Array.isArray(content.contacts)) return own;
  const people = content.contacts.flatMap((contact: unknown) => {
    const { name: person } = (contact ?? {}) as { readonly name?: unknown };
    return typeof person === 'string' && person !== '' ? [initialsOf(person, 'person')] : [];
  });
  return [own, ...people].join(' ');
}
