import { type Job, kindOfJob } from '../jobs/job.ts';
import type { MedicalKind } from '../jobs/kinds.ts';

/** Which kinds look for protected health information. Not in the kinds' table, because a window needs it late. */
const kindsFindPhi: Readonly<Record<MedicalKind['family'], boolean>> = {
  EntitiesDetectionV2: true,
  PHIDetection: true,
  ICD10CMInference: false,
  RxNormInference: false,
  SNOMEDCTInference: false,
};

/** Whether a job looks for protected health information, so that de-identified copies can be made of its results. */
export function findsPhi(job: Pick<Job, 'action'>): boolean {
  const kind = kindOfJob(job);
  return kind?.service === 'comprehendmedical' && kindsFindPhi[kind.family];
}
