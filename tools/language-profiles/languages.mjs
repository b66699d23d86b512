// Which text of which package is which language. A package that calls a language by its BCP 47 tag, or has none of
// it, needs no entry; `null` leaves it out.
const same = 'ar az be bg bn bs ca cs cy da de el en eo et eu fa fi fr fy ga gl he hi hr hu hy id is it ja ka kk km ' +
  'kn ko ku ky lb lo lt lv mi mk ml mn mr ms mt my nb ne nl nn pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ' +
  'ur uz vi xh yo zu af am br ckb es fil gd gu ha ig or ps ug zh-Hans zh-Hant sr-Latn';

const udhr = {
  af: ['afr'], am: ['amh'], ar: ['arb'], az: ['azj_latn'], be: ['bel'], bg: ['bul'], bn: ['ben'], br: ['bre'],
  bs: ['bos_latn'], ca: ['cat'], ckb: ['ckb'], cs: ['ces'], cy: ['cym'], da: ['dan'], de: ['deu_1996'],
  el: ['ell_monotonic'], en: ['eng'], eo: ['epo'], es: ['spa'], et: ['est'], eu: ['eus'], fa: ['pes_1', 'pes_2'],
  fi: ['fin'], fil: ['tgl'], fr: ['fra'], fy: ['fri'], ga: ['gle'], gd: ['gla'], gl: ['glg'], gu: ['guj'],
  ha: ['hau_NG', 'hau_NE'], he: ['heb'], hi: ['hin'], hr: ['hrv'], hu: ['hun'], hy: ['hye'], id: ['ind'],
  ig: ['ibo'], is: ['isl'], it: ['ita'], ja: ['jpn'], ka: ['kat'], kk: ['kaz'], km: ['khm'], kn: ['kan'],
  ko: ['kor'], ku: ['kmr'], ky: ['kir'], lb: ['ltz'], lo: ['lao'], lt: ['lit'], lv: ['lav'], mi: ['mri'],
  mk: ['mkd'], ml: ['mal'], mn: ['khk'], mr: ['mar'], ms: ['mly_latn'], mt: ['mlt'], my: ['mya'], nb: ['nob'],
  ne: ['nep'], nl: ['nld'], nn: ['nno'], pa: ['pan'], pl: ['pol'], ps: ['pbu'], pt: ['por_PT', 'por_BR'],
  ro: ['ron_2006'], ru: ['rus'], si: ['sin'], sk: ['slk'], sl: ['slv'], sq: ['als'], sr: ['srp_cyrl'],
  'sr-Latn': ['srp_latn'], sv: ['swe'], sw: ['swh'], ta: ['tam'], te: ['tel'], th: ['tha'], tr: ['tur'],
  ug: ['uig_arab'], uk: ['ukr'], ur: ['urd'], uz: ['uzn_latn'], vi: ['vie'], xh: ['xho'], yo: ['yor'], zu: ['zul'],
  'zh-Hans': ['cmn_hans'], 'zh-Hant': ['cmn_hant'],
};

const scratch = {
  es: ['es', 'es-419'], ja: ['ja', 'ja-Hira'], pt: ['pt', 'pt-br'], 'zh-Hans': ['zh-cn'], 'zh-Hant': ['zh-tw'],
};

const etherpad = {
  pt: ['pt', 'pt-br'], be: ['be-tarask'], ku: ['ku-latn'], fil: ['tl'], sr: ['sr-ec'], 'sr-Latn': ['sr-el'],
  'zh-Hans': ['zh-hans'], 'zh-Hant': ['zh-hant'],
};

const matrix = {
  bn: ['bn_BD', 'bn_IN'], de: ['de_DE'], en: ['en_EN'], nb: ['nb_NO'], pt: ['pt', 'pt_BR'], 'sr-Latn': ['sr_Latn'],
  'zh-Hans': ['zh_Hans'], 'zh-Hant': ['zh_Hant'],
};

const uppy = {
  pt: ['pt_PT', 'pt_BR'], es: ['es_ES', 'es_MX'], sr: ['sr_RS_Cyrillic'], 'sr-Latn': ['sr_RS_Latin'],
  'zh-Hans': ['zh_CN'], 'zh-Hant': ['zh_TW'], ...Object.fromEntries(('ar_SA bg_BG ca_ES cs_CZ da_DK de_DE el_GR ' +
    'fa_IR fi_FI fr_FR gl_ES he_IL hi_IN hr_HR hu_HU id_ID is_IS it_IT ja_JP ko_KR mn_MN ms_MY nb_NO nl_NL nn_NO pl_PL ' +
    'ro_RO ru_RU sk_SK sv_SE th_TH tr_TR uk_UA uz_UZ vi_VN en_US').split(' ').map(name => [name.slice(0, 2), [name]])),
};

const blockly = {
  ku: ['ku-latn'], fil: ['tl'], pt: ['pt', 'pt-br'], 'sr-Latn': ['sr-latn'], ug: ['ug-arab'],
  'zh-Hans': ['zh-hans'], 'zh-Hant': ['zh-hant'],
};

export const tags = same.split(' ').sort();

// Nobody else's catalogue has enough of these: a part of the pages they are built from is kept for measuring.
export const heldOut = new Set('lb ur af am ckb cy fil fy gd kk km ku mi mn mr or ps pa gu my si sw th uz xh zu ka'.split(' '));

// One script, one language: no profile is built, so all of the declaration is left for measuring.
export const alone = new Set('am gu kn ml my or pa si ta te'.split(' '));

// Measured, and no answer: what there is to read does not suffice to tell Bosnian from Croatian and Serbian.
export const merged = new Set(['bs']);

// Languages that are not told apart from others, and must not be taken for one that is: "none of these".
export const others = {
  udhr: ('ace ada alt ast ayr bam ban bci bem bis bug ceb cha chk cjk cos csa cpu dag dyo ewe fao fij fon fur ' +
    'fuf gaa gug hat_kreyol haw hil hms hna hns hsb ido ilo ina jav jiv kal kbp kde kea kha kin kmb kng ' +
    'koo kqn lat lia lin lns loz lua lug lun mad mah mam men miq mos nav nba ndo nds nya_chinyanja nso ' +
    'nym oci_1 pam pap pau plt pon quy quz rmn roh run sag sco sme smo sna snk som sot src ssw sun sus ' +
    'tah tet tiv toi ton tpi tsn tso_MZ tzm umb ven vec vmw war wln wol yap zam abk chv kbd krl oss sah ' +
    'tat tgk tyv aii bho mag mai san skr pnb').split(' '),
};

export const named = { udhr, scratch, etherpad, uppy, matrix, blockly };
