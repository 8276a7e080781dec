// Words that distinguish names of people from names of things. Kept short on purpose: a long list of given names
// contains towns, months and hospitals, and would find a person in every other job.

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(word => word !== ''));

/** Given names that rarely mean anything else. */
export const givenNames = words(`
  john james robert michael william david richard joseph thomas christopher daniel matthew anthony donald steven andrew paul joshua kenneth kevin brian
  timothy ronald jason jeffrey ryan jacob nicholas gary eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick jack dennis
  jerry tyler aaron jose nathan peter henry adam douglas zachary walter kyle harold carl arthur roger gerald lawrence albert bruce eugene ralph philip bobby
  mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy sandra betty margaret ashley kimberly emily donna michelle carol amanda
  melissa deborah stephanie rebecca laura helen sharon cynthia kathleen amy angela shirley anna brenda pamela emma nicole samantha katherine christine debra rachel
  janet maria catherine heather diane julie olivia joyce ruth lauren kelly christina joan evelyn judith andrea hannah megan cheryl jacqueline martha teresa gloria
  hans karl jürgen klaus stefan wolfgang heinz sabine monika ursula petra claudia birgit heike anke
  jean pierre marie françois jacques camille sophie carlos juan luis miguel pedro carmen ana sofia giovanni giuseppe francesca
  mohammed muhammad ahmed fatima ali omar aisha mehmet ayşe priya rajesh sanjay wei ming hiroshi yuki olga ivan dmitri anastasia zbigniew agnieszka
`);

/** Family names that rarely mean anything else. */
export const familyNames = words(`
  smith johnson williams jones davis miller wilson anderson taylor moore jackson thompson harris clark lewis robinson walker allen wright torres nguyen hill
  flores adams nelson baker campbell mitchell roberts carter phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers
  gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez bennett mendoza ruiz hughes
  garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez doe roe müller mueller schmidt schneider fischer weber meyer wagner becker hoffmann
  dubois dupont rossi ferrari khan patel singh sharma chen wang zhang kowalski nowak ivanov petrov yılmaz o'brien novak jensen hansen larsson
`);

/** Words from jobs, hospitals and programs, which may be capitalized without being names of people. */
export const ordinaryWords = words(`
  a an and the of for in on to from with by at or all new old
  note notes letter letters report reports record records document documents file files text texts scan scans chart charts summary summaries discharge admission admissions
  job jobs run runs batch batches test tests trial trials pilot demo sample samples examples release version build import export data dataset set archive backup
  january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
  monday tuesday wednesday thursday friday saturday sunday daily weekly monthly quarterly yearly annual nightly night day week month quarter year
  spring summer autumn winter north south east west central upper lower
  hospital clinic ward room bed floor unit centre center campus building site region street road park university college school institute foundation trust health care
  medical clinical patient patients inpatient outpatient cohort study group team department dept service services lab laboratory pathology radiology oncology cardiology
  neurology surgery surgical emergency intensive pediatric paediatric pediatrics maternity psychiatry dermatology nursing pharmacy referral follow visit visits
  entities entity phi icd rxnorm snomed detection matching mapping input output result results final draft dev prod staging production
  failover recovery rate error errors audit quality safety model training offspring heart disease diabetes cancer covid flu syndrome score index
  memorial general saint st county city state national regional first second third phase wave part level
`);

/** Words for a place or an institution: the words before them are its name. */
export const placeWords = words(
  'hospital clinic ward unit centre center campus building site street road park university college school institute foundation trust memorial infirmary county lab laboratory',
);

/** Words that mark a date as that of a run, a release or a period. */
export const periodWords = words(
  'run runs batch export import archive backup release version build since from until till to between admissions discharges visits period cohort study data dataset window snapshot year quarter month week',
);

/** Words that mark letters and numbers as those of a room, a version or a part. */
export const labelWords = words(
  'release version v ver rc build rev revision patch hotfix beta alpha ward room bed floor building wing section sec chapter model node host bay gate rack zone level appendix table figure fig firmware',
);
