/** Versions of Nx that the plugin is installed into; `E2E_NX=23.2.1,24.0.6` narrows them while developing. */
export const nxVersions: readonly string[] = (process.env.E2E_NX ?? '22.7.12,23.2.1,24.0.6').split(',');

/** The newest version that behaviours are tried on which do not depend on Nx. */
export const mainNxVersion = nxVersions.includes('23.2.1') ? '23.2.1' : (nxVersions[0] ?? '23.2.1');

/** Majors of Node beside the one that runs the suites. */
export const otherNodeMajors = [22, 24] as const;
export type OtherNodeMajor = (typeof otherNodeMajors)[number];
