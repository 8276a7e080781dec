// File extensions that show that a file is not plain text, or not a single document.

/**
 * `text`: what Comprehend Medical reads. `data`: structured text, which it reads as one document. `binary`: what it
 * cannot read.
 */
export type FileNature = 'text' | 'data' | 'binary';

/** A type of file, known only from its name. */
export interface FileType {
  readonly nature: FileNature;
  /** With an article, such as “a PDF file”. */
  readonly what: string;
}

const types: readonly (FileType & { readonly extensions: string })[] = [
  { nature: 'binary', what: 'a PDF file', extensions: 'pdf' },
  { nature: 'binary', what: 'an archive', extensions: 'zip 7z rar tar tgz tbz2 txz jar' },
  { nature: 'binary', what: 'a compressed file', extensions: 'gz bz2 xz zst lz4 z br snappy' },
  {
    nature: 'binary',
    what: 'an Office document',
    extensions: 'doc docx docm dot dotx xls xlsx xlsm xlsb ppt pptx odt ods odp pages numbers key msg pst one',
  },
  { nature: 'binary', what: 'an image', extensions: 'png jpg jpeg gif bmp tif tiff webp heic heif svg ico dcm dicom' },
  { nature: 'binary', what: 'an audio or video file', extensions: 'mp3 wav m4a flac ogg aac wma mp4 mov avi mkv webm' },
  {
    nature: 'binary',
    what: 'a data file',
    extensions: 'parquet avro orc feather arrow pkl npy npz h5 hdf5 sqlite db mdb accdb sas7bdat sav dta rds rdata',
  },
  { nature: 'binary', what: 'a program', extensions: 'exe dll so bin iso dmg msi class pyc' },
  { nature: 'data', what: 'a JSON file', extensions: 'json jsonl ndjson geojson' },
  { nature: 'data', what: 'a table', extensions: 'csv tsv psv' },
  { nature: 'data', what: 'an XML file', extensions: 'xml cda ccd xhtml' },
  { nature: 'data', what: 'an HTML file', extensions: 'html htm' },
  { nature: 'data', what: 'an RTF file', extensions: 'rtf' },
  { nature: 'data', what: 'an HL7 file', extensions: 'hl7' },
  { nature: 'data', what: 'a YAML file', extensions: 'yaml yml' },
  { nature: 'text', what: 'a text file', extensions: 'txt text md log out' },
];

const byExtension: ReadonlyMap<string, FileType> = new Map(
  types.flatMap(({ extensions, ...type }) => extensions.split(' ').map(extension => [extension, type] as const)),
);

/** Returns the type of file that a key's extension indicates; undefined for a folder or an unknown extension. */
export function fileTypeOf(key: string): FileType | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? undefined : byExtension.get(name.slice(dot + 1).toLowerCase());
}
