"""What the demo's meetings are about, in Bahasa Indonesia."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A meeting's title and the sentences under it; both empty while the topic is being agreed."""

    title: str = ""
    description: str = ""


# The running number of the last weekly webinar planned.
WEEKLY_END = 221

PAST: tuple[Topic, ...] = (
    Topic(
        "Satu nomor untuk semua: pusat informasi warga saat banjir bandang",
        "Bagaimana tiga lembaga menyatukan nomor pengaduan mereka dalam dua hari, dan apa yang terjadi sesudah air surut.",
    ),
    Topic(
        "Air bersih sesudah gempa: yang berhasil di Lombok Utara dan Cianjur",
        "Sumur, tangki, atau truk? Cerita dua kabupaten tentang pilihan minggu pertama dan akibatnya di bulan keenam.",
    ),
    Topic(
        "Menyusui di pengungsian: mengatur bantuan susu tanpa merugikan ibu dan bayi",
        "Sumbangan susu formula datang lebih cepat daripada tenaga pendamping. Apa yang sebaiknya dikatakan kepada penyumbang?",
    ),
    Topic(
        "Kebakaran gambut dan sekolah: kapan belajar harus berhenti",
        "Guru, orang tua, dan tenaga kesehatan dari tiga provinsi membahas ambang asap yang dapat dipakai di kampung.",
    ),
    Topic(
        "Radio warga ketika sinyal hilang",
        "Perlengkapan, izin, dan jadwal siar yang membuat kabar tetap sampai pada hari-hari tanpa telepon.",
    ),
    Topic(
        "Bantuan tunai dan pasar kecamatan: siapa diuntungkan, siapa tertinggal",
        "Pedagang kecil, penerima bantuan, dan pendamping menilai satu tahun bantuan tunai di dua kecamatan.",
    ),
    Topic(
        "Kode etik relawan: dari lembar bertanda tangan menjadi kebiasaan",
        "Setiap lembaga punya kode etik. Sesi ini tentang apa yang dilakukan pada hari seseorang melanggarnya.",
    ),
    Topic(
        "Pekerja migran pulang ke desa: layanan apa yang pertama dibutuhkan",
        "Pengalaman Lombok, Malang, dan Batam mendampingi keluarga yang pulang mendadak.",
    ),
    Topic(
        "Rencana kelanjutan layanan untuk lembaga berisi lima orang",
        "Dua halaman cukup. Peserta menulis rencana lembaganya di dalam sesi dan saling memeriksa.",
    ),
    Topic(
        "Mendengar orang Tuli dalam keadaan darurat",
        "Peringatan dini yang hanya berbunyi tidak sampai kepada semua orang. Dibawakan dalam BISINDO, diterjemahkan ke bahasa lisan.",
    ),
    Topic(
        "Data terpilah sampai tingkat kampung: berbagi pengalaman enam provinsi di Tanah Papua",
        "Siapa yang dihitung, oleh siapa, dan bagaimana hasilnya kembali kepada kampung yang memberi data.",
    ),
    Topic(
        "Dapur umum yang ramah lansia dan penyandang disabilitas",
        "Letak meja, tekstur makanan, antrean, dan bahasa: perubahan kecil yang membuat dapur umum dapat dipakai semua orang.",
    ),
)

COMING: tuple[Topic, ...] = (
    Topic(
        "Menjaga layanan tetap berjalan ketika air naik: pelajaran dari Demak, Kupang, dan Sentani",
        "Rob, banjir bandang, dan badai datang berulang. Tiga lembaga menceritakan apa yang tetap mereka buka, apa yang mereka tutup,"
        " dan siapa yang memutuskan.\n\nSetelah tiga cerita, peserta berdiskusi dalam kelompok provinsi selama 25 menit dan menulis satu"
        " langkah yang akan dicoba di lembaganya sebelum musim hujan puncak.",
    ),
    Topic(
        "Anggaran desa untuk pengurangan risiko bencana: siapa mengusulkan, siapa mengawasi",
        "Membaca anggaran desa bersama-sama: pos mana yang boleh dipakai, kapan musyawarahnya, dan bagaimana warga ikut mengawasi.",
    ),
    Topic(
        "Pelindungan anak di tempat pengungsian: tugas kecil yang sering terlewat",
        "Penerangan, jalan ke kamar mandi, nama pendamping, dan cara melapor yang dimengerti anak.",
    ),
    Topic(
        "Kesehatan jiwa relawan sesudah tiga bulan di lapangan",
        "Tanda lelah yang tidak terlihat oleh diri sendiri, dan apa yang dapat dilakukan ketua regu.",
    ),
    Topic(
        "Perempuan nelayan dan cuaca yang berubah",
        "Hasil tangkapan menurun, utang bertambah. Kelompok perempuan pesisir memperlihatkan pembukuan dan cara mereka bertahan.",
    ),
    Topic(
        "Serah terima ke pemerintah daerah: menutup respons tanpa memutus layanan",
        "Kapan mulai bicara dengan dinas, apa isi berita acara, dan apa yang tetap dikerjakan lembaga.",
    ),
    Topic(),
    Topic(),
)

SERVICES: tuple[Topic, ...] = (
    Topic(
        "Layanan mana yang tidak boleh berhenti",
        "Memetakan layanan, pemakainya, dan akibat bila berhenti sehari, seminggu, sebulan.",
    ),
    # The slip of spelling is meant: the secretariat of the demo finds it on the first certificate and corrects it.
    Topic(
        "Siapa mengantikan siapa",
        "Susunan pengganti, wewenang, kunci, kata sandi, dan tanda tangan; latihan berpasangan.",
    ),
    Topic(
        "Uang dan logistik ketika jalan terputus",
        "Dana siaga, pemasok cadangan, dan kesepakatan antar lembaga di satu kabupaten.",
    ),
    Topic(
        "Menguji rencana di atas meja",
        "Simulasi dua jam dengan keadaan yang berubah; peserta memperbaiki rencananya di tempat.",
    ),
)

SOCIAL_WORK: tuple[Topic, ...] = (
    Topic(
        "Mendengar tanpa ikut tenggelam",
        "Dasar pendampingan psikososial dan batas diri; bercerita berpasangan.",
    ),
    Topic(
        "Kasus sulit, keputusan bersama",
        "Pembahasan kasus tanpa nama: rujukan, kerahasiaan, dan kapan meminta bantuan.",
    ),
    Topic(
        "Merawat regu sampai selesai",
        "Jadwal istirahat, pamitan dengan warga, dan kelompok kecil sesudah pelatihan.",
    ),
)

SECRETARIAT: tuple[Topic, ...] = (
    Topic(
        "Sekretariat melayani siapa",
        "Mandat, anggota, dan jarak yang sama terhadap semua lembaga; membaca surat kesediaan.",
    ),
    Topic(
        "Mengundang, mencatat, menindaklanjuti",
        "Kalender jaringan, undangan tiga zona waktu, notulen, dan daftar tindak lanjut.",
    ),
    Topic(
        "Laporan mingguan dan titik kontak pelindungan",
        "Jalur laporan ke klaster dan Gugus Tugas; menunjuk dan menyiapkan orangnya.",
    ),
)
