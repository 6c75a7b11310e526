// Line icons of the navigation, 18 by 18.
const paths = {
  home: "M3 9.500 9 4l6 5.500M5 8.500V15h8V8.500",
  pipelines: "M3 5h4v3H3zM11 10h4v3h-4zM3 12h4v3H3zM7 6.500h2v5h2M7 13.500h2v-2",
  topics:
    "M3 5c0-1.100 2.700-2 6-2s6 .900 6 2-2.700 2-6 2-6-.900-6-2zM3 5v8c0 1.100 2.700 2 6 2s6-.900 6-2V5M3 9c0 1.100 2.700 2 6 2s6-.900 6-2",
  sql: "M4 5l4 4-4 4M9.500 13.500H14",
  jobs: "M9 5.500V9l2.500 1.500M15.500 9a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0z",
  groups:
    "M6.500 8.500a2.250 2.250 0 1 0 0-4.500 2.250 2.250 0 0 0 0 4.500zM2 14.500c0-2.200 2-3.700 4.500-3.700s4.500 1.500 4.500 3.700M11.700 4.300a2.250 2.250 0 0 1 0 4.100M13 11.100c1.800.400 3 1.700 3 3.400",
  sun: "M9 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9 1.500v1.500M9 15v1.500M1.500 9H3M15 9h1.500M3.700 3.700l1 1M13.300 13.300l1 1M3.700 14.300l1-1M13.300 4.700l1-1",
  moon: "M14.500 10.500A6 6 0 0 1 7.500 3.500a6 6 0 1 0 7 7z",
  keys: "M3.500 5h11a1.500 1.500 0 0 1 1.500 1.500v5a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 2 11.500v-5A1.500 1.500 0 0 1 3.500 5zM5 8h.01M7.700 8h.01M10.300 8h.01M13 8h.01M6.500 10.500h5",
  book: "M3 3.500h4.500A1.500 1.500 0 0 1 9 5v10a1.500 1.500 0 0 0-1.500-1.500H3zM15 3.500h-4.500A1.500 1.500 0 0 0 9 5v10a1.500 1.500 0 0 1 1.500-1.500H15z",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={paths[name]} />
    </svg>
  );
}
