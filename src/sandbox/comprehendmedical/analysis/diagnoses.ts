import { conditionEntry, type ConditionRow } from './conditionEntry.ts';

const rows: readonly ConditionRow[] = [
  {
    terms: ['hypertension', 'high blood pressure'],
    icd10cm: [
      ['I10', 'Essential (primary) hypertension'],
      ['I15.9', 'Secondary hypertension, unspecified'],
      ['R03.0', 'Elevated blood-pressure reading, without diagnosis of hypertension'],
      ['I16.9', 'Hypertensive crisis, unspecified'],
    ],
    snomedct: ['SIM0001', 'Hypertensive disorder, systemic arterial'],
  },
  {
    terms: ['type 2 diabetes mellitus', 'type 2 diabetes', 'diabetes'],
    icd10cm: [
      ['E11.9', 'Type 2 diabetes mellitus without complications'],
      ['E11.65', 'Type 2 diabetes mellitus with hyperglycemia'],
      ['E13.9', 'Other specified diabetes mellitus without complications'],
      ['E10.9', 'Type 1 diabetes mellitus without complications'],
      ['Z83.3', 'Family history of diabetes mellitus'],
    ],
    snomedct: ['SIM0002', 'Diabetes mellitus type 2'],
  },
  {
    terms: ['asthma'],
    icd10cm: [
      ['J45.909', 'Unspecified asthma, uncomplicated'],
      ['J45.20', 'Mild intermittent asthma, uncomplicated'],
      ['J45.901', 'Unspecified asthma with (acute) exacerbation'],
    ],
    snomedct: ['SIM0003', 'Asthma'],
  },
  {
    terms: ['pneumonia'],
    icd10cm: [
      ['J18.9', 'Pneumonia, unspecified organism'],
      ['J18.1', 'Lobar pneumonia, unspecified organism'],
      ['J15.9', 'Unspecified bacterial pneumonia'],
      ['J12.9', 'Viral pneumonia, unspecified'],
    ],
    snomedct: ['SIM0004', 'Pneumonia'],
  },
  {
    terms: ['chronic obstructive pulmonary disease', 'copd'],
    icd10cm: [
      ['J44.9', 'Chronic obstructive pulmonary disease, unspecified'],
      ['J44.1', 'Chronic obstructive pulmonary disease with (acute) exacerbation'],
      ['J43.9', 'Emphysema, unspecified'],
    ],
    snomedct: ['SIM0005', 'Chronic obstructive lung disease'],
  },
  {
    terms: ['atrial fibrillation'],
    icd10cm: [
      ['I48.91', 'Unspecified atrial fibrillation'],
      ['I48.0', 'Paroxysmal atrial fibrillation'],
      ['I48.20', 'Chronic atrial fibrillation, unspecified'],
      ['I48.92', 'Unspecified atrial flutter'],
    ],
    snomedct: ['SIM0006', 'Atrial fibrillation'],
  },
  {
    terms: ['heart failure'],
    icd10cm: [
      ['I50.9', 'Heart failure, unspecified'],
      ['I50.22', 'Chronic systolic (congestive) heart failure'],
      ['I50.32', 'Chronic diastolic (congestive) heart failure'],
      ['I11.0', 'Hypertensive heart disease with heart failure'],
    ],
    snomedct: ['SIM0007', 'Heart failure'],
  },
  {
    terms: ['hyperlipidemia'],
    icd10cm: [
      ['E78.5', 'Hyperlipidemia, unspecified'],
      ['E78.2', 'Mixed hyperlipidemia'],
      ['E78.00', 'Pure hypercholesterolemia, unspecified'],
    ],
    snomedct: ['SIM0008', 'Hyperlipidemia'],
  },
  {
    terms: ['hypothyroidism'],
    icd10cm: [
      ['E03.9', 'Hypothyroidism, unspecified'],
      ['E89.0', 'Postprocedural hypothyroidism'],
    ],
    snomedct: ['SIM0009', 'Hypothyroidism'],
  },
  {
    terms: ['anemia'],
    icd10cm: [
      ['D64.9', 'Anemia, unspecified'],
      ['D50.9', 'Iron deficiency anemia, unspecified'],
      ['D53.9', 'Nutritional anemia, unspecified'],
    ],
    snomedct: ['SIM0010', 'Anemia'],
  },
  {
    terms: ['migraine'],
    icd10cm: [
      ['G43.909', 'Migraine, unspecified, not intractable, without status migrainosus'],
      ['G43.109', 'Migraine with aura, not intractable, without status migrainosus'],
    ],
    snomedct: ['SIM0011', 'Migraine'],
  },
  {
    terms: ['gastroesophageal reflux disease', 'gerd'],
    icd10cm: [
      ['K21.9', 'Gastro-esophageal reflux disease without esophagitis'],
      ['K21.00', 'Gastro-esophageal reflux disease with esophagitis, without bleeding'],
    ],
    snomedct: ['SIM0012', 'Gastroesophageal reflux disease'],
  },
  {
    terms: ['urinary tract infection'],
    icd10cm: [
      ['N39.0', 'Urinary tract infection, site not specified'],
      ['N30.90', 'Cystitis, unspecified without hematuria'],
    ],
    snomedct: ['SIM0013', 'Urinary tract infectious disease'],
  },
  {
    terms: ['osteoarthritis'],
    icd10cm: [
      ['M19.90', 'Unspecified osteoarthritis, unspecified site'],
      ['M17.9', 'Osteoarthritis of knee, unspecified'],
      ['M16.9', 'Osteoarthritis of hip, unspecified'],
    ],
    snomedct: ['SIM0014', 'Osteoarthritis'],
  },
  {
    terms: ['depression'],
    icd10cm: [
      ['F32.A', 'Depression, unspecified'],
      ['F32.9', 'Major depressive disorder, single episode, unspecified'],
      ['F33.9', 'Major depressive disorder, recurrent, unspecified'],
    ],
    snomedct: ['SIM0015', 'Depressive disorder'],
  },
  { terms: ['anxiety'], icd10cm: [['F41.9', 'Anxiety disorder, unspecified']], snomedct: ['SIM0030', 'Anxiety'] },
  { terms: ['sepsis'], icd10cm: [['A41.9', 'Sepsis, unspecified organism']], snomedct: ['SIM0031', 'Sepsis'] },
  {
    terms: ['stroke'],
    icd10cm: [
      ['I63.9', 'Cerebral infarction, unspecified'],
      ['Z82.3', 'Family history of stroke'],
    ],
    snomedct: ['SIM0032', 'Cerebrovascular accident'],
  },
  {
    terms: ['insomnia'],
    icd10cm: [
      ['G47.00', 'Insomnia, unspecified'],
      ['F51.01', 'Primary insomnia'],
    ],
    snomedct: ['SIM0033', 'Insomnia'],
    onlyIn: 2,
  },
];

/** Diagnoses the matcher knows whose names contain no part of the body, or do not begin with one. */
export const diagnoses = rows.map(row => conditionEntry(row, 'DIAGNOSIS'));
