// Invented names of jobs, folders and files: those that contain personal data, and those that only look like it.

/** By what they contain. */
export const telling: Readonly<Record<string, readonly string[]>> = {
  "a person's name": ['John Smith', 'Dr. Smith notes', 'Doe_John_1961.txt', 'notes of Mrs Example', 'john-smith-notes', 'smith_john.txt', 'Mr. Kowalczyk', 'Ms Adeyemi referral', 'Prof. Lindqvist letters', 'Emily Carter discharge', 'notes Maria Gonzalez', 'Garcia, Maria', 'Hans Müller', 'letters_Anna_Nowak', 'Kowalski_Zbigniew_1961.txt', 'Mary Johnson MRI', 'David Okonkwo', 'Miss Havisham', 'Frau Weber Brief', 'Robert Brown-Jones', 'Sarah_Connor_1984', 'dr.smith.notes', 'Fatima Khan', 'Wei Zhang admission'],
  'a date of birth': ['1975-04-12', 'notes 1975-04-12', 'notes dob 1980-01-31', '12.04.1975', '04/12/1975', 'x_19610412', 'born 1954', 'DOB-2015-06-01', 'birthdate 1990', 'date of birth 03/07/1948', 'geb. 12.04.1975', 'patient 1932-11-30'],
  'a Social Security number': ['notes-078-05-1120', '123-45-6789', 'claim 219-09-9999 notes'],
  'an NHS number': ['943 476 5919', '943-476-5919 letters'],
  'a phone number': ['call 202-555-0143', '+49 30 1234567', '+1 202 555 0143'],
  'an insurance number': ['AB123456C', 'AB 12 34 56 C notes', '1EG4-TE5-MK73', 'A123456780', 'mbi 1EG4TE5MK73'],
  'a patient or insurance number': ['notes MRN 0012345', 'mrn_4711', 'MRN:8812', 'patient-id-00123', 'patient 12345', 'patient_no_778', 'nhs 9434765919', 'medicare-123456789A', 'ssn 123456', 'PatientID 5566', 'pid 90210', 'medicaid no 44871'],
  'an email address': ['clara@example.org', 'notes-for-j.doe@mail.example.com', 'a+b@example.co.uk done'],
  'a diagnosis (an ICD-10 code)': ['E11.9 cohort', 'notes C50.911', 'F32.1', 'letters-I21.4'],
  'an identity number (nine digits)': ['notes-078051120', '219099999', 'id_443322110'],
};

export const harmless: readonly string[] = [
  'nhs-2026-run', 'medicare-2026', 'birth-records-2026', 'R10.2-release', 'ward-A12.3', '2026-11-27', 'run-2026-11-27', 'notes-2026-01-31', 'notes-20260131T120000', 'notes v1.2 build 31', 'notes-1769860800',
  'a_b.c:d/e=f+g-h%i@j', '診療記録 二〇二六年', 'notes', 'Clinical Notes', 'Discharge Summaries Q3', 'Radiology_Reports_2026', 'newborn-screening-2026', 'dob-extraction', 'birthday-model-v2', 'patients-500', 'patients_10000',
  'inpatient-2026', 'outpatient-202611', 'patient-2026-11', 'nhs-trust-20261127', 'medicaid-claims-2025', 'mrn-removal-test', 'ssn-detection', 'St John Hospital', 'St. Mary Ward 3', 'Johns Hopkins notes', 'Smith Ward', 'Framingham_Offspring_1971',
  'archive-1995-01-01', 'admissions 1998-03-01', '1990-01-01-to-1999-12-31', 'cohort-1985-06-30', 'since 1999-01-01', 'DR-Site-Failover', 'MS-DRG weights', 'Miss-Rate-Report', 'Dr-Notes', 'Dr Letters', 'build 123456789', 'job-443322110', 'release 20261127.1',
  '7c9e6679-7425-40de-944b-e07fc1f90ae7', 'notes-a1b2c3d4e5f60718', 'Windows Server', 'Amazon Comprehend', 'Parkinson Disease Study', 'Crohn Disease', 'room-B20.4', 'version C10.1', 'section D12.3', 'v2.10.3', 'ICD-10-CM-2026', 'RxNorm May 2026', 'April June letters',
  'King County Admissions', 'Virginia Mason Hospital', 'Boston General', 'Mercy Health East', 'nightly-2026-11-27-03', 'run_0001_of_2048', '10.5.2026', '2026/11', 'batch 202-2026', 'phase-3-trial', 'claims 12-34-5678', 'John Radcliffe Hospital', 'Thomas Jefferson University', 'entity@v2',
  'ticket-4711', 'b-17', 'Grace Hopper Building', 'notes MR 3T scans', 'mr-brain-scans', 'ms-sql-export', 'year 1998', 'wave 2 part 7', 'snomed 2026-09-01',
];
