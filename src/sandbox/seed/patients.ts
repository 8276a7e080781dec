/**
 * Entirely fictitious people. In each file, one record is marked for deletion and one has no id; one id is repeated and
 * one is too long, so that every count and every cause of an error has something to show.
 */
export const clinicPatients = `id,first_name,last_name,birth_date,email,delete
C-001,Example,One,1971-03-14,one@example.com,
C-002,Example,Two,1994-07-02,two@example.com,
C-003,Example,Three,1958-11-23,three@example.com,
C-004,Example,Four,2003-01-30,,
C-005,Example,Five,1980-05-17,five@example.com,
C-006,Example,Six,1953-09-09,six@example.com,
C-007,Example,Seven,1987-12-01,seven@example.com,true
,Example,Eight,1965-06-21,eight@example.com,
C-003,Example,Three,1958-11-23,three.again@example.com,
C-014,Example,One,1971-03-14,one.later@example.com,
`;

/** The registry the clinic's patients are mapped to. */
export const registryPatients = `id,first_name,last_name,birth_date,email,delete
R-101,Example,One,1971-03-14,ONE@example.com,
R-102,Example,Two,1994-07-02,two.other@example.com,
R-103,E.,Three,1958-11-23,three@example.com,
R-104,Example,Four,2003-01-30,four@example.com,
R-105,Example,Nine,1990-02-11,nine@example.com,
R-106,Example,Ten,1948-08-08,ten@example.com,
R-107,Example,Seven,1987-12-01,seven@example.com,
R-108,Example,Eleven,1999-10-10,eleven@example.com,true
,Example,Twelve,1977-04-04,twelve@example.com,
R-109-imported-from-the-registry-before-2019,Example,Thirteen,1969-02-28,thirteen@example.com,
`;
