import type { AreaHandlers } from '../access/handlerTypes.ts';
import {
  acknowledge,
  appointDuty,
  askEmergency,
  decideEmergency,
  duty,
  emergencies,
  emergencyLog,
  notices,
  ownEmergencies,
  withdrawDuty,
} from './emergency.ts';
import { askReader, decideReader, endReader, readers, requests, restrict } from './knowing.ts';
import { marksEnding, marksProposed } from './marks.ts';

/** Service functions of the area `access`. */
export const accessHandlers: AreaHandlers<'access'> = {
  readers,
  askReader,
  decideReader,
  endReader,
  restrict,
  requests,
  askEmergency,
  ownEmergencies,
  emergencies,
  decideEmergency,
  emergencyLog,
  notices,
  acknowledge,
  duty,
  appointDuty,
  withdrawDuty,
  marksProposed,
  marksEnding,
};
