import { setting, type SliceValues } from './setting';
import { bytes, int } from './schemas';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const limitsSlice = {
  jsonBodyBytes: setting({
    env: 'MAX_JSON_BODY',
    doc: 'Largest JSON request body.',
    schema: bytes(),
    default: 10 * MIB,
  }),
  batchRows: setting({
    env: 'MAX_BATCH_ROWS',
    doc: 'Most logs answered at once; a larger file, NDJSON, CSV or text body becomes a job.',
    schema: int(1, 1_000_000),
    default: 10_000,
  }),
  uploadBytes: setting({
    env: 'MAX_UPLOAD',
    doc: 'Largest file upload, NDJSON, CSV or text body.',
    schema: bytes(),
    default: 512 * MIB,
  }),
  inflatedBytes: setting({
    env: 'MAX_INFLATED',
    doc: 'Largest size of a .gz or .xlsx upload once unpacked.',
    schema: bytes(),
    default: 4 * GIB,
  }),
  inflateRatio: setting({
    env: 'MAX_INFLATE_RATIO',
    doc: 'How many times larger than its packed form an upload may become.',
    schema: int(1, 10_000),
    default: 100,
  }),
  lineBytes: setting({
    env: 'MAX_LINE',
    doc: 'Longest line in UTF-16 units; a longer one is cut and flagged.',
    schema: bytes(),
    default: 64 * KIB,
  }),
  inFlightRows: setting({
    env: 'MAX_IN_FLIGHT_ROWS',
    doc: 'Logs that may be in work at once; beyond it requests are answered 429.',
    schema: int(1000, 10_000_000),
    default: 50_000,
  }),
  jobsKeptHours: setting({
    env: 'JOBS_KEPT_HOURS',
    doc: 'Hours for which a finished job and its result stay available.',
    schema: int(1, 8760),
    default: 72,
  }),
};

export type LimitsConfig = SliceValues<typeof limitsSlice>;
