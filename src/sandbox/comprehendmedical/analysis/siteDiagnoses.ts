import { conditionEntry, type ConditionRow } from './conditionEntry.ts';

const rows: readonly ConditionRow[] = [
  {
    terms: ['liver metastases', 'liver metastasis'],
    icd10cm: [
      ['C78.7', 'Secondary malignant neoplasm of liver and intrahepatic bile duct'],
      ['C22.9', 'Malignant neoplasm of liver, not specified as primary or secondary'],
      ['C79.9', 'Secondary malignant neoplasm of unspecified site'],
    ],
    snomedct: ['SIM0040', 'Secondary malignant neoplasm of liver'],
  },
  {
    terms: ['lung cancer'],
    icd10cm: [
      ['C34.90', 'Malignant neoplasm of unspecified part of unspecified bronchus or lung'],
      ['C34.91', 'Malignant neoplasm of unspecified part of right bronchus or lung'],
      ['C34.92', 'Malignant neoplasm of unspecified part of left bronchus or lung'],
      ['Z80.1', 'Family history of malignant neoplasm of trachea, bronchus and lung'],
    ],
    snomedct: ['SIM0041', 'Malignant tumor of lung'],
  },
  {
    terms: ['breast cancer'],
    icd10cm: [
      ['C50.919', 'Malignant neoplasm of unspecified site of unspecified female breast'],
      ['Z80.3', 'Family history of malignant neoplasm of breast'],
      ['Z85.3', 'Personal history of malignant neoplasm of breast'],
    ],
    snomedct: ['SIM0042', 'Malignant neoplasm of breast'],
  },
  {
    terms: ['colon cancer'],
    icd10cm: [
      ['C18.9', 'Malignant neoplasm of colon, unspecified'],
      ['Z80.0', 'Family history of malignant neoplasm of digestive organs'],
    ],
    snomedct: ['SIM0043', 'Malignant tumor of colon'],
  },
  {
    terms: ['kidney disease'],
    icd10cm: [
      ['N18.9', 'Chronic kidney disease, unspecified'],
      ['N28.9', 'Disorder of kidney and ureter, unspecified'],
    ],
    snomedct: ['SIM0044', 'Kidney disease'],
  },
  {
    terms: ['kidney stone', 'kidney stones'],
    icd10cm: [
      ['N20.0', 'Calculus of kidney'],
      ['N20.9', 'Urinary calculus, unspecified'],
    ],
    snomedct: ['SIM0045', 'Kidney stone'],
  },
  {
    terms: ['heart attack', 'myocardial infarction'],
    icd10cm: [
      ['I21.9', 'Acute myocardial infarction, unspecified'],
      ['I25.2', 'Old myocardial infarction'],
    ],
    snomedct: ['SIM0046', 'Myocardial infarction'],
  },
  {
    terms: ['heart disease'],
    icd10cm: [
      ['I51.9', 'Heart disease, unspecified'],
      ['I25.10', 'Atherosclerotic heart disease of native coronary artery without angina pectoris'],
    ],
    snomedct: ['SIM0047', 'Heart disease'],
  },
  {
    terms: ['hip fracture'],
    icd10cm: [
      ['S72.009A', 'Fracture of unspecified part of neck of unspecified femur, initial encounter for closed fracture'],
    ],
    snomedct: ['SIM0048', 'Fracture of hip'],
  },
  {
    terms: ['skin infection', 'cellulitis'],
    icd10cm: [
      ['L08.9', 'Local infection of the skin and subcutaneous tissue, unspecified'],
      ['L03.90', 'Cellulitis, unspecified'],
    ],
    snomedct: ['SIM0049', 'Infection of skin'],
  },
  {
    terms: ['pulmonary embolism'],
    icd10cm: [['I26.99', 'Other pulmonary embolism without acute cor pulmonale']],
    snomedct: ['SIM0050', 'Pulmonary embolism'],
  },
];

/** Diagnoses whose names contain a part of the body, which is an entity of its own. */
export const siteDiagnoses = rows.map(row => conditionEntry(row, 'DIAGNOSIS'));
