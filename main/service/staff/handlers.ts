import type { AreaHandlers } from '../../access/handlerTypes.ts';
import {
  certificateContent,
  certificates,
  clearFile,
  pickCertificate,
  withdrawCertificate,
} from './certificates.ts';
import { askOverride, decideOverride, overrides } from './overrides.ts';
import { register } from './register.ts';
import { workload } from './workload.ts';

/** Service functions of the area `staff`. */
export const staffHandlers: AreaHandlers<'staff'> = {
  register,
  certificates,
  pickCertificate,
  clearFile,
  certificateContent,
  withdrawCertificate,
  workload,
  overrides,
  askOverride,
  decideOverride,
};
