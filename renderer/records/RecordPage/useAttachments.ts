import { useState } from 'react';
import type { ObjectUid, RecordUid } from '../../../shared/ids.ts';
import { api, client, queryClient } from '../../client.ts';
import { useProblem } from '../../parts/problem.tsx';

/** A file that was taken in and still lies in the clear on the disk. */
export interface ClearFile {
  readonly attachmentUid: ObjectUid;
  readonly path: string;
}
type Role = 'file' | 'signedScan';

/** Most bytes of a pasted or dropped file; larger ones are picked by the program's own dialog and streamed. */
const mostPasted = 32 * 1024 * 1024;

/** Takes files into a record: picked, pasted or dropped. */
export function useAttachments(uid: RecordUid) {
  const problem = useProblem();
  const [clear, setClear] = useState<ClearFile | null>(null);
  const reload = () => queryClient.invalidateQueries({ queryKey: api.records.open.key({ input: { uid } }) });
  return {
    clear,
    pick: async (role: Role, traceCode: string | null = null) => {
      const answer = await client.records.pickAttachment({ uid, role, traceCode });
      if (answer.attachment !== null && answer.clearFile !== null) {
        setClear({ attachmentUid: answer.attachment.uid, path: answer.clearFile });
      }
      await reload();
      return answer.attachment;
    },
    add: async (role: Role, file: File, traceCode: string | null = null) => {
      if (file.size > mostPasted) return await client.records.pickAttachment({ uid, role, traceCode });
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = '';
      for (let start = 0; start < bytes.length; start += 0x8000) {
        text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
      }
      const answer = await client.records.addAttachment({
        uid,
        role,
        name: file.name || '粘贴的图片.png',
        mediaType: file.type || 'application/octet-stream',
        content: btoa(text),
        traceCode,
      });
      await reload();
      return answer;
    },
    settle: (erase: boolean) => {
      if (clear === null) return;
      client.records
        .clearFile({ attachmentUid: clear.attachmentUid, path: clear.path, erase })
        .then(() => setClear(null), problem);
    },
  };
}
/** What {@link useAttachments} gives. */
export type Attachments = ReturnType<typeof useAttachments>;
