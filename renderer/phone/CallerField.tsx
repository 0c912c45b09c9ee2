import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import type { MasterRow } from '../../shared/contract/master.ts';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import { initialsOf } from '../../shared/text/initials.ts';
import { api } from '../client.ts';

/** A person of a customer's contacts. */
export interface Contact {
  readonly key: string;
  readonly name: string;
  readonly post: string;
  readonly phone: string;
  readonly customer: MasterRef;
}
const contactSchema = z.object({
  name: z.string().nullish(),
  post: z.string().nullish(),
  phone: z.string().nullish(),
});
const pauseMs = 150;
const mostShown = 8;

/** Contacts of customers whose name, post or unit fits what is typed. */
export function contactsOf(rows: readonly MasterRow[], typed: string): Contact[] {
  const all = rows.flatMap((row) => {
    const list = row.content.contacts;
    const contacts = Array.isArray(list) ? list : [];
    return contacts.flatMap((entry, index) => {
      const contact = contactSchema.safeParse(entry).data;
      if (contact === undefined || !contact.name) return [];
      return [
        {
          key: `${row.uid}-${index}`,
          name: contact.name,
          post: contact.post ?? '',
          phone: contact.phone ?? '',
          customer: { uid: row.uid, code: row.code, name: row.name },
        },
      ];
    });
  });
  const letters = typed.toLowerCase();
  const exact = all.filter(
    (contact) =>
      contact.name.includes(typed) ||
      contact.phone.includes(typed) ||
      initialsOf(contact.name, 'person').startsWith(letters),
  );
  return (exact.length > 0 ? exact : all).slice(0, mostShown);
}

/** The first field of a call: who is on the line. Picking a known contact fills unit and number. */
export function CallerField(props: {
  value: string;
  onChange: (caller: string) => void;
  onPick: (contact: Contact) => void;
}) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [asked] = useDebouncedValue(props.value.trim(), pauseMs);
  const found = useQuery(
    api.master.list.queryOptions({
      input: { type: 'customer', text: asked, limit: 20 },
      enabled: asked !== '' && combobox.dropdownOpened,
      placeholderData: (before) => before,
    }),
  );
  const contacts = asked === '' ? [] : contactsOf(found.data?.rows ?? [], asked);
  return (
    <div data-field="caller">
      <Combobox
        store={combobox}
        transitionProps={{ duration: 0 }}
        shadow="none"
        onOptionSubmit={(key) => {
          const contact = contacts.find((candidate) => candidate.key === key);
          combobox.closeDropdown();
          if (contact !== undefined) props.onPick(contact);
        }}
      >
        <Combobox.Target>
          <TextInput
            label="对方姓名"
            withAsterisk
            autoFocus
            autoComplete="off"
            maxLength={60}
            placeholder="姓名、拼音首字母、电话或单位；选中自动填单位和电话"
            value={props.value}
            onChange={(event) => {
              props.onChange(event.currentTarget.value);
              combobox.openDropdown();
            }}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || !combobox.dropdownOpened) return;
              event.preventDefault();
              combobox.closeDropdown();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!combobox.dropdownOpened || contacts.length === 0}>
          <Combobox.Options aria-label="已知联系人">
            {contacts.map((contact) => (
              <Combobox.Option key={contact.key} value={contact.key}>
                <span className="picker-row">
                  <span>
                    {contact.name} <span className="dim">{contact.post}</span>
                  </span>
                  <span className="dim">
                    {contact.customer.name} {contact.phone}
                  </span>
                </span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}
