-- Mode `scan`: what the page's QR code proves, sealed.
ALTER TABLE challenges ADD COLUMN scan_sealed BLOB;
