import Link from "next/link";

export const metadata = { metadataBase: new URL("https://log.example.org"), title: { default: "Harbour log", template: "%s | Harbour log" }, description: "What happens around the lighthouse" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <header><Link href="/">Harbour log</Link></header>
        {children}
        <footer>© the keeper</footer>
      </body>
    </html>
  );
}
