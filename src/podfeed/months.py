"""Month names in the languages that shows are made in, full and short."""

from __future__ import annotations

from functools import cache
from unicodedata import combining, normalize

# One row a language, twelve months of one or more spellings. No spelling means two months in two languages.
MONTHS: dict[str, str] = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
    "september/sep/sept october/oct november/nov december/dec",
    "de": "januar/jänner/jan februar/feb märz/mrz/mär april/apr mai juni/jun juli/jul august/aug "
    "september/sep/sept oktober/okt november/nov dezember/dez",
    "fr": "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août "
    "septembre/sept octobre/oct novembre/nov décembre/déc",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
    "septiembre/setiembre/sep/sept octubre/oct noviembre/nov diciembre/dic",
    "pt": "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul "
    "agosto/ago setembro/set outubro/out novembro/nov dezembro/dez",
    "it": "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug "
    "agosto/ago settembre/set/sett ottobre/ott novembre/nov dicembre/dic",
    "nl": "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug "
    "september/sep/sept oktober/okt november/nov december/dec",
    "sv": "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug "
    "september/sep/sept oktober/okt november/nov december/dec",
    "da": "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug "
    "september/sep/sept oktober/okt november/nov december/dec",
    "nb": "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug "
    "september/sep/sept oktober/okt november/nov desember/des",
    "fi": "tammikuu/tammikuuta/tammi helmikuu/helmikuuta/helmi maaliskuu/maaliskuuta/maalis "
    "huhtikuu/huhtikuuta/huhti toukokuu/toukokuuta/touko kesäkuu/kesäkuuta/kesä "
    "heinäkuu/heinäkuuta/heinä elokuu/elokuuta/elo syyskuu/syyskuuta/syys "
    "lokakuu/lokakuuta/loka marraskuu/marraskuuta/marras joulukuu/joulukuuta/joulu",
    "pl": "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi "
    "maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie "
    "września/wrzesień/wrz października/październik/paź listopada/listopad/lis "
    "grudnia/grudzień/gru",
    "cs": "ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě "
    "června/červen/čvn července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj "
    "listopadu/listopad/lis prosince/prosinec/pro",
    "ru": "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май "
    "июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент "
    "октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек",
    "uk": "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/кві/квіт "
    "травня/травень/тра/трав червня/червень/чер/черв липня/липень/лип серпня/серпень/сер/серп "
    "вересня/вересень/вер жовтня/жовтень/жов/жовт листопада/листопад/лис "
    "грудня/грудень/гру/груд",
    "tr": "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu "
    "eylül/eyl ekim/eki kasım/kas aralık/ara",
    "ca": "gener/gen febrer/febr març abril/abr maig juny juliol/jul agost/ag setembre/set "
    "octubre/oct novembre/nov desembre/des",
    "ja": "1月/一月 2月/二月 3月/三月 4月/四月 5月/五月 6月/六月 7月/七月 8月/八月 9月/九月 10月/十月 "
    "11月/十一月 12月/十二月",
    "ko": "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
}
_ALSO = {"no": "nb", "nn": "nb", "zh": "ja"}


def month_number(name: str, language: str | None) -> int | None:
    """Return the number of a month, 1 to 12, in English or the language; None where it is no month.

    ``language`` is a code such as ``pt`` or ``pt-BR``; None takes the names of all. Case, accents and a
    dot at the end do not matter.
    """
    return _names(_code(language)).get(_folded(name).removesuffix("."))


def _code(language: str | None) -> str | None:
    if not language:
        return None
    code = language.replace("_", "-").partition("-")[0].lower()
    return _ALSO.get(code, code)


def _folded(name: str) -> str:
    # Turkish has an i without a dot, whose capital is everybody else's I.
    plain = normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(letter for letter in plain if not combining(letter))


@cache
def _names(code: str | None) -> dict[str, int]:
    names: dict[str, int] = {}
    for each in list(MONTHS) if code is None else ["en", code]:
        for number, spellings in enumerate(MONTHS.get(each, "").split(), start=1):
            names.update((_folded(name), number) for name in spellings.split("/"))
    return names
